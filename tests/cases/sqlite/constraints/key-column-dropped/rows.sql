INSERT INTO t VALUES (5,'x'),(77,'y');
