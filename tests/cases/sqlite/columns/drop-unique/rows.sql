INSERT INTO track VALUES (1,'a','X1'),(2,'b',NULL),(4,'c',NULL);
