CREATE EXTENSION pg_stat_statements VERSION '1.4';
CREATE EXTENSION hstore VERSION '1.4';
CREATE TABLE t (id int PRIMARY KEY, tags hstore, n hstore DEFAULT 'a=>1');
CREATE INDEX i ON t USING gist (tags);
