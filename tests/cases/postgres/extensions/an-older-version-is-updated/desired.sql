CREATE EXTENSION pg_stat_statements VERSION '1.6';
CREATE EXTENSION hstore VERSION '1.5';
CREATE TABLE t (id int PRIMARY KEY, tags hstore, n hstore DEFAULT 'a=>1');
CREATE INDEX i ON t USING gist (tags);
CREATE VIEW v AS SELECT id, tags -> 'a' AS a FROM t;
