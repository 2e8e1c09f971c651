CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT (id, n) ON item TO r_reader;
