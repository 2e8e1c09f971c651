--- live
CREATE SCHEMA s;
CREATE UNLOGGED TABLE s.u (id int PRIMARY KEY, v int);
CREATE TABLE s.t (id int PRIMARY KEY, v int);
INSERT INTO s.u VALUES (1, 1); INSERT INTO s.t VALUES (1, 1);
--- step
SET LOCAL search_path = s, public;
CREATE TEMP TABLE tmp ON COMMIT DROP AS SELECT 1 AS id;
INSERT INTO tmp VALUES (2);
UPDATE u SET v = 2 FROM tmp WHERE tmp.id = u.id;
DELETE FROM t USING tmp WHERE tmp.id = t.id;
