INSERT INTO t (id, a, j) VALUES (1, 1, '{"tags": ["x"]}'), (2, 2, NULL);
