CREATE TABLE item (id int PRIMARY KEY, c bigint, d text);
CREATE VIEW v AS SELECT id, d FROM item;
