CREATE TABLE artist (id bigint CONSTRAINT artist_key PRIMARY KEY, name text NOT NULL);
CREATE VIEW v AS SELECT id, name FROM artist GROUP BY id;
