CREATE TABLE artist (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE album (id int PRIMARY KEY, artist bigint);
