CREATE TABLE item (n int);
CREATE UNIQUE INDEX x ON item (n);
