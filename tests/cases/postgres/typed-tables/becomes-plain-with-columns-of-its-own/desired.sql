CREATE TYPE person AS (id int, name text);
CREATE TABLE t (id int PRIMARY KEY, name text DEFAULT 'x' NOT NULL, more int);
