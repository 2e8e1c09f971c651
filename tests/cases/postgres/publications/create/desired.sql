CREATE TABLE a (id int PRIMARY KEY, n int, c text);
CREATE TABLE b (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a, b WITH (publish = 'insert, update');
