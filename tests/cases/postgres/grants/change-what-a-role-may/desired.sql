CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT, UPDATE, DELETE ON item TO r_reader;
