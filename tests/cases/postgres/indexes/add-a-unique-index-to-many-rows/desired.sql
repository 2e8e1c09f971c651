CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE UNIQUE INDEX i ON item (n);
