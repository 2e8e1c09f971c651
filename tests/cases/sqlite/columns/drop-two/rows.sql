INSERT INTO track VALUES (1,'n','a',X'0102'),(2,'m',NULL,NULL);
