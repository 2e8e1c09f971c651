CREATE EXTENSION pg_trgm;
CREATE TABLE t (id int, name text, similar_to_x real GENERATED ALWAYS AS (similarity(name, 'x')) STORED);
CREATE INDEX i ON t USING gin (name gin_trgm_ops);
