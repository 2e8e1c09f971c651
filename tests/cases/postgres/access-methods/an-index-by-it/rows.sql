INSERT INTO t VALUES (1, '(0,0),(1,1)'), (2, '(0,0),(2,2)');
