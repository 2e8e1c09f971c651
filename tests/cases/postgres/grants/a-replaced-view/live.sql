CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v AS SELECT id, c FROM item;
GRANT SELECT ON v TO r_reader, r_writer;
