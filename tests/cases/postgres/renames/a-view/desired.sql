CREATE TABLE t (id int);
-- groundline: renamed-from=v
CREATE VIEW w AS SELECT id FROM t;
