CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v AS SELECT id, n FROM item;
CREATE VIEW w AS SELECT n FROM v;
