INSERT INTO t (id, a, g) VALUES (1, 1, POINT(1, 2));
