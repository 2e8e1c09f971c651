CREATE TABLE item (id int PRIMARY KEY, c timestamp(6));
