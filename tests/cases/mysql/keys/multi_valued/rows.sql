INSERT INTO t (id, a, j) VALUES (1, 1, '{"tags": [1, 2]}'), (2, 2, NULL);
