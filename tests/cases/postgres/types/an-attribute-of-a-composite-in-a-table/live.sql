CREATE TYPE p AS (a int);
CREATE TABLE t (c p);
