CREATE TABLE item (id int PRIMARY KEY, a text);
CREATE INDEX i ON item (a);
