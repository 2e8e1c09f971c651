CREATE TABLE item (id int PRIMARY KEY, c text);
CREATE TABLE late (id int PRIMARY KEY);
