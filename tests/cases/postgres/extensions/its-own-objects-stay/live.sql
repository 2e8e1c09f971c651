CREATE EXTENSION hstore;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (id int, name text);
CREATE INDEX i ON t USING gin (name gin_trgm_ops);
