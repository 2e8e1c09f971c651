INSERT INTO t VALUES (1.5,'a'),(2,'b');
