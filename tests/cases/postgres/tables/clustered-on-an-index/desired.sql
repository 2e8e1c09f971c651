CREATE TABLE item (id int PRIMARY KEY, c int);
CREATE INDEX item_c ON item (c);
ALTER TABLE item CLUSTER ON item_c;
