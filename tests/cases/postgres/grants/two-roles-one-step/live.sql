CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT INSERT ON item TO r_reader;
