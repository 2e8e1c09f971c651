INSERT INTO t (id, w) VALUES (1,'a'),(2,NULL);
