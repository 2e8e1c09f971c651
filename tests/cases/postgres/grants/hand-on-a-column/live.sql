CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT (c) ON item TO r_writer;
