CREATE TABLE item (id int PRIMARY KEY, n bigint, c text);
GRANT SELECT (n) ON item TO r_reader;
