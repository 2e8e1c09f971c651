CREATE TABLE item (id int PRIMARY KEY, c bigint);
