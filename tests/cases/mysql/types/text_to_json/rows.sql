INSERT INTO t (id, a) VALUES (1, '{"a": 1}'), (2, NULL);
