INSERT INTO t VALUES (1, 'n', 'a'), (2, 'm', 'b');
