INSERT INTO t VALUES (1,'7.0','a'),(2,7,'b'),(3,X'37','c');
