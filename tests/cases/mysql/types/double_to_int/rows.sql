INSERT INTO t (id, a) VALUES (1, 1.75), (2, 2);
