INSERT INTO t (rowid, a, b) VALUES (5,'x',1),(77,'y',2);
