INSERT INTO t VALUES (1,-5,'a'),(2,0,'b'),(3,4,'c');
