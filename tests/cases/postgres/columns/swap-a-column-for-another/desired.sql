CREATE TABLE item (id int PRIMARY KEY, b text);
