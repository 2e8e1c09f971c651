INSERT INTO post VALUES (1,'a'),(2,'b');
