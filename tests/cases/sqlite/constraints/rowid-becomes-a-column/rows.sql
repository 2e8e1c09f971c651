INSERT INTO t (rowid, a) VALUES (5,'x'),(77,'y');
