INSERT INTO t VALUES (1,'x','a'),(2,'X','b');
