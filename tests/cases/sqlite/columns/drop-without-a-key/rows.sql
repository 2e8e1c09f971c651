INSERT INTO note (rowid, body, extra) VALUES (3,'a','x'),(9,'a','y'),(11,'b',NULL);
