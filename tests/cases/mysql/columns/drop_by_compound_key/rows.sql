INSERT INTO t VALUES ('x', 1, 1, 10), ('x', 2, 2, 20), ('y', 1, 3, 30);
