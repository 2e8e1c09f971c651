INSERT INTO t VALUES (1,'b','a'),(2,'A','b');
