INSERT INTO t VALUES (1, 'A', ROW('l', 1), 'E'), (2, 'b', NULL, NULL);
