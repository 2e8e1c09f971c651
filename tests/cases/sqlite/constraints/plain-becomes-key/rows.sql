INSERT INTO t (rowid, id, a) VALUES (5,5,'x'),(77,77,'y');
