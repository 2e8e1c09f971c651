INSERT INTO t VALUES (1, 5, 'a'), (2, 15, 'b'), (3, 25, 'c');
