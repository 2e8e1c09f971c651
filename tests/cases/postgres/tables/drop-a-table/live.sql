CREATE TABLE artist (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE old (id serial PRIMARY KEY, c text UNIQUE);
CREATE INDEX old_lower ON old (lower(c));
COMMENT ON TABLE old IS 'old';
