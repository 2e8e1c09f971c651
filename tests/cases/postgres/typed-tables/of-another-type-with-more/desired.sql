CREATE TYPE human AS (id int, name text, age int);
CREATE TABLE t OF human (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
