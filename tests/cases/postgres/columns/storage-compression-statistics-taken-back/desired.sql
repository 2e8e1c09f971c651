CREATE TABLE item (id int PRIMARY KEY, a text, b text, c int);
