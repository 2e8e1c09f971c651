INSERT INTO t (id, qty) VALUES (1,5);
