CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT ON item TO r_reader, r_writer;
GRANT INSERT ON item TO r_writer;
