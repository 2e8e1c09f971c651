CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v AS SELECT id, n AS m FROM item;
CREATE VIEW w AS SELECT m FROM v;
