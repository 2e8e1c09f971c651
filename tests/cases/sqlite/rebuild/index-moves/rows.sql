INSERT INTO artist VALUES (1,'Can'),(2,'Neu!');
