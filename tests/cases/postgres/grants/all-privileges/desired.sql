CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT ALL ON item TO r_reader;
