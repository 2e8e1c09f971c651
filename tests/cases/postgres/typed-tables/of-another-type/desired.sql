CREATE TYPE person AS (id int, name text);
CREATE TYPE human AS (id int, name text);
CREATE TABLE t OF human (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
