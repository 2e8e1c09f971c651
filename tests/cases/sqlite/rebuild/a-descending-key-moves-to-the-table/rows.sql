INSERT INTO t VALUES (5, 'five'), (3, 'three');
