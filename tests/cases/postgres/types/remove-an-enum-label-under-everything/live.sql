CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE person (name text PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', was mood[]);
CREATE VIEW v AS SELECT name FROM person WHERE mood = 'ok';
CREATE FUNCTION f(m mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE INDEX i ON person (name) WHERE mood = 'ok';
ALTER TABLE person ADD CONSTRAINT k CHECK (mood = 'ok');
CREATE POLICY p ON person USING (mood = 'ok');
CREATE INDEX j ON person (mood);
