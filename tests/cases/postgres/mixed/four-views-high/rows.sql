INSERT INTO t VALUES (1, 5, 'x'), (2, 5, NULL), (3, -1, 'z');
