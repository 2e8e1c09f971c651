INSERT INTO t VALUES (1,'x','a'),(2,NULL,'b'),(3,'y','c');
