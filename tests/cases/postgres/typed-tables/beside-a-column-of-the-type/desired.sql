CREATE TYPE person AS (id int, name text, age int);
CREATE TABLE t OF person (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
CREATE TABLE u (id int PRIMARY KEY, p person);
