INSERT INTO track VALUES (1,'a',10),(2,'b',NULL),(3,'c',30);
