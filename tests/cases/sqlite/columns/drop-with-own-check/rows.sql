INSERT INTO track VALUES (1,'a',5);
