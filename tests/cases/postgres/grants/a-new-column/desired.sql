CREATE TABLE item (id int PRIMARY KEY, n int, c text, d date);
GRANT SELECT (id, d) ON item TO r_reader;
