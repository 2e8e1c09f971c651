CREATE TABLE item (id int PRIMARY KEY, c int, d text);
CREATE VIEW v AS SELECT id, d FROM item;
