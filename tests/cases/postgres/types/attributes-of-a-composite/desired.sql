CREATE TYPE p AS (a int, c date);
COMMENT ON COLUMN p.c IS 'c';
