INSERT INTO track VALUES (1,'a');
