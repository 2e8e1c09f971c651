CREATE TABLE item (id int PRIMARY KEY, during int4range);
