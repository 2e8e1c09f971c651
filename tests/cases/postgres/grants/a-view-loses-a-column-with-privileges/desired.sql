CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v AS SELECT c FROM item;
GRANT SELECT (c) ON v TO r_reader;
