--- live
CREATE TABLE t (id int PRIMARY KEY, a text, b bytea, c text);
ALTER TABLE t ALTER c SET STORAGE EXTERNAL;
INSERT INTO t SELECT g, repeat(md5(g::text), 40000), decode(repeat('00ff', 50000 * g), 'hex'), repeat('é', 300000) FROM generate_series(1, 4) g;
--- step
UPDATE t SET a = left(a, 10) WHERE id = 1;
DELETE FROM t WHERE id = 2;
UPDATE t SET id = 30 WHERE id = 3;
--- since
UPDATE t SET c = c || 'x' WHERE id = 1;
--- conflicts
t (id = 1) changed or deleted since
