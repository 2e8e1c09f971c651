CREATE TYPE person AS (id int, name text);
CREATE TABLE t OF person (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
COMMENT ON TYPE person IS 'who';
COMMENT ON COLUMN person.name IS 'called';
