INSERT INTO artist VALUES (1,'Can'),(2,'Neu!');INSERT INTO album VALUES (1,1),(2,2); INSERT INTO song VALUES (1,1);
