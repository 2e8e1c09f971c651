CREATE TABLE a (id int PRIMARY KEY, n int, c text);
CREATE TABLE b (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a (id, c) WHERE (id > 20) WITH (publish = 'insert');
