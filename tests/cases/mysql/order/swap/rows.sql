INSERT INTO t (id, a, b) VALUES (1, 10, 20);
