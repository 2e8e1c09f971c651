CREATE TABLE item (id int PRIMARY KEY, n int);
CREATE INDEX i ON item (n);
