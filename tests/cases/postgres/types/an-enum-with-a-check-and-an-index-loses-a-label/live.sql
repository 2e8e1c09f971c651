CREATE TYPE mood AS ENUM ('sad', 'ok', 'gone');
CREATE TABLE day (id int PRIMARY KEY, m mood, CONSTRAINT c CHECK (m <> 'sad'));
CREATE INDEX i ON day (id) WHERE m = 'ok';
