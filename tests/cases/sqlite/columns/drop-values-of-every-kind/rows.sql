INSERT INTO track VALUES (1,'a',1),(2,'b',1.5),(3,'c','1'),(4,'d',X'31'),(5,'e',NULL),(6,'f','001');
