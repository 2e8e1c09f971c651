CREATE TABLE item (id int PRIMARY KEY, c varchar(10));
