INSERT INTO t VALUES ('x'),(1),('12');
