CREATE TYPE person AS (id bigint, name text);
CREATE TABLE t OF person (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
