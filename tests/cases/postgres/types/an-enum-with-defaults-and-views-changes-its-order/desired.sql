CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE day (id int PRIMARY KEY, m mood DEFAULT 'ok' NOT NULL, ms mood[] DEFAULT '{ok}');
CREATE VIEW v1 AS SELECT id, m FROM day WHERE m <> 'sad'::mood;
CREATE VIEW v2 AS SELECT id FROM v1;
CREATE FUNCTION f(mood) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
GRANT SELECT ON v1 TO r_mood;
