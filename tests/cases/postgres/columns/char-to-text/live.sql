CREATE TABLE item (id int PRIMARY KEY, c char(5));
