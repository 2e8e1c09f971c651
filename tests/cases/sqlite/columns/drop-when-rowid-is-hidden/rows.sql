INSERT INTO odd VALUES ('r1','a','x'),('r1','b','y');
