CREATE TABLE item (id int PRIMARY KEY, n int, c text);
