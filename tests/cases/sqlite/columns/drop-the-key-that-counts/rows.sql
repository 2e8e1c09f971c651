INSERT INTO t VALUES (5, 'five'), (40, 'forty'); DELETE FROM t WHERE id = 40;
INSERT INTO other VALUES (9, 'nine'); DELETE FROM other;
