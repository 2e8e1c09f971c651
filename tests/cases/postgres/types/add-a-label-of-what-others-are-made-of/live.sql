CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN public_mood AS mood CHECK (VALUE <> 'sad');
CREATE TYPE moment AS (at date, felt public_mood);
CREATE TABLE person (id int PRIMARY KEY, shown public_mood, last moment);
CREATE VIEW moods AS SELECT id, (last).felt FROM person;
