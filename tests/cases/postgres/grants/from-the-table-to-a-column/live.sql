CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT UPDATE, SELECT ON item TO r_writer;
