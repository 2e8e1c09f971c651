CREATE TABLE old (id int PRIMARY KEY, c text);
