CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT, INSERT ON item TO r_reader;
