CREATE TABLE artist (id int PRIMARY KEY);
CREATE TABLE album (id int PRIMARY KEY, artist int REFERENCES artist);
