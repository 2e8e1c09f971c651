CREATE TABLE artist (id bigint PRIMARY KEY, name text NOT NULL);
CREATE VIEW v AS SELECT id, name FROM artist GROUP BY id;
