CREATE DOMAIN lower AS int CHECK (VALUE > 0);
CREATE DOMAIN upper AS lower CHECK (VALUE < 100);
CREATE TABLE item (id int PRIMARY KEY, n upper);
CREATE INDEX i ON item (n);
