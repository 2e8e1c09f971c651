INSERT INTO t VALUES (1,1.0,'a'),(2,1.5,'b');
