CREATE TABLE item (id int PRIMARY KEY, c int, d int);
