INSERT INTO t VALUES (1,'x','a'),(2,'x','b'),(3,NULL,'c'),(4,NULL,'d');
