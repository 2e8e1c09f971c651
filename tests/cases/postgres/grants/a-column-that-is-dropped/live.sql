CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT (id, c) ON item TO r_reader;
