CREATE TYPE p AS (a bigint, b text);
