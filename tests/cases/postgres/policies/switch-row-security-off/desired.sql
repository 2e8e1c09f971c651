CREATE TABLE item (id int PRIMARY KEY, owner text);
