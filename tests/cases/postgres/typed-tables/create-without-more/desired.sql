CREATE TYPE person AS (id int, name text);
CREATE TABLE t OF person;
