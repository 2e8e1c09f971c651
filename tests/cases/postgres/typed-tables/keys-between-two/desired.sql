CREATE TYPE person AS (id int, name text);
CREATE TYPE pet AS (id int, owner int);
CREATE TABLE t OF person (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
CREATE TABLE u OF pet (owner WITH OPTIONS REFERENCES t (id));
