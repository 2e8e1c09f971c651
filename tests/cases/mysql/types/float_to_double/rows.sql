INSERT INTO t (id, a) VALUES (1, 0.5), (2, 2);
