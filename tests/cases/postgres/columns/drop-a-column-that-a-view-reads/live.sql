CREATE TABLE item (id int PRIMARY KEY, c text);
CREATE VIEW v AS SELECT id, c FROM item;
