CREATE TABLE item (id int PRIMARY KEY, c integer);
