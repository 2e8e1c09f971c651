INSERT INTO t VALUES (1,'x','a'),(2,'x','b');
