INSERT INTO t (id, a) VALUES (1, b'1010');
