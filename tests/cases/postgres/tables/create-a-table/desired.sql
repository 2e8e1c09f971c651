CREATE TABLE artist (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE album (id int PRIMARY KEY, artist bigint NOT NULL REFERENCES artist, title text CHECK (title <> ''));
CREATE INDEX ON album (artist);
COMMENT ON TABLE album IS 'records';
