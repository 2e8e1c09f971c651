INSERT INTO seat VALUES ('A',1,'x'),('A',2,NULL),('B',1,'z');
