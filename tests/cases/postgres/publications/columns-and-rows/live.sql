CREATE TABLE a (id int PRIMARY KEY, n int, c text);
CREATE TABLE b (id int PRIMARY KEY);
