INSERT INTO t (id, Abc) VALUES (1, 5);
