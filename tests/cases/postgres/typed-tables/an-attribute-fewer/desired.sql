CREATE TYPE person AS (id int, note text);
CREATE TABLE t OF person (id WITH OPTIONS PRIMARY KEY);
