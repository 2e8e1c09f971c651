INSERT INTO t (id, a) VALUES (1, REPEAT('x', 256));
