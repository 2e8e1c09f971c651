CREATE EXTENSION btree_gist;
CREATE TABLE room (id int NOT NULL, during daterange NOT NULL, n int);
CREATE TABLE booking (id int, room int, during daterange);
