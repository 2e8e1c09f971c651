CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT ON item TO r_writer;
GRANT UPDATE (n) ON item TO r_writer;
