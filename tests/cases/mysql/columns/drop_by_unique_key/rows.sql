INSERT INTO t VALUES ('x', 1, 10), ('y', 3, 30);
