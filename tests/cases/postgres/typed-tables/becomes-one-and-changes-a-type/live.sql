CREATE TABLE t (id bigint PRIMARY KEY, name text);
CREATE VIEW v AS SELECT id FROM t;
