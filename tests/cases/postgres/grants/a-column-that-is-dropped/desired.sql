CREATE TABLE item (id int PRIMARY KEY, n int);
GRANT SELECT (id) ON item TO r_reader;
