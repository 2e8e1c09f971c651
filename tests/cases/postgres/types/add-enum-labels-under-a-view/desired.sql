CREATE TYPE mood AS ENUM ('ok', 'fine');
CREATE TABLE person (name text PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', was mood[]);
CREATE VIEW v AS SELECT mood FROM person WHERE mood = 'ok';
CREATE INDEX i ON person (mood) WHERE mood = 'ok';
