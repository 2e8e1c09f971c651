CREATE TABLE item (id int, c text);
CREATE VIEW v AS SELECT c FROM item;
