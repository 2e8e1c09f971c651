CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION next_id() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM t';
ALTER TABLE t ALTER id SET DEFAULT next_id();
