INSERT INTO t VALUES (1,'007','a'),(2,'x','b'),(3,NULL,'c'),(4,'1.50','d'),(5,' 5 ','e');
