CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT ON item TO r_reader;
