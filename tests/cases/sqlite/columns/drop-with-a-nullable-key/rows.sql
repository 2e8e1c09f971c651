INSERT INTO country VALUES (NULL,'a','x'),(NULL,'b','y'),('c','c','z');
