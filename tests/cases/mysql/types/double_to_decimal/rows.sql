INSERT INTO t (id, a) VALUES (1, 1.239), (2, 2.5);
