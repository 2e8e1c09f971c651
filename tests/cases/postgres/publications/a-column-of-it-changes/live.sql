CREATE TABLE a (id int PRIMARY KEY, n int, c text);
CREATE TABLE b (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a WHERE (id > 10) WITH (publish = 'insert');
