INSERT INTO t VALUES (1,7,'a'),(2,1.5,'b'),(3,'x','c'),(4,X'00','d');
