CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v AS SELECT id, c FROM item;
GRANT SELECT ON item TO r_writer;
ALTER VIEW v OWNER TO r_writer;
