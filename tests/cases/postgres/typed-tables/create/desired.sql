CREATE TYPE person AS (id int, name text);
CREATE TABLE t OF person (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
COMMENT ON TABLE t IS 'people';
COMMENT ON COLUMN t.name IS 'called';
