CREATE TABLE old (id int PRIMARY KEY, a text);
