CREATE EXTENSION btree_gist;
CREATE TABLE room (id int NOT NULL, during daterange NOT NULL, n int, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE booking (id int, room int, during daterange, CONSTRAINT u UNIQUE (id, during WITHOUT OVERLAPS),
    CONSTRAINT f FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD during));
