CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE TABLE other (id int);
GRANT SELECT ON item, other TO r_reader;
