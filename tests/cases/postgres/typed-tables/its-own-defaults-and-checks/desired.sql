CREATE TYPE person AS (id int, name text);
CREATE TABLE t OF person (id WITH OPTIONS PRIMARY KEY, CONSTRAINT short CHECK (length(name) < 10));
CREATE INDEX i ON t (name);
