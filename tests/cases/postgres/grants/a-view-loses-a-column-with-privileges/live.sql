CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v AS SELECT id, c FROM item;
GRANT SELECT (id, c) ON v TO r_reader;
