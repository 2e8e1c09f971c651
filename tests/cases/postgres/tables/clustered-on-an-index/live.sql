CREATE TABLE item (id int PRIMARY KEY, c int);
CREATE INDEX item_c ON item (c);
