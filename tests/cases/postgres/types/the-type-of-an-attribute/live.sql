CREATE TYPE p AS (a int, b text);
