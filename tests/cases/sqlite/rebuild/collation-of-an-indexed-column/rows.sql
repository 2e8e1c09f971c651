INSERT INTO t VALUES (1,'b'),(2,'A'),(3,'a');
