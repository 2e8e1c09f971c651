INSERT INTO t (id, s) VALUES (1, 'ä'), (2, 'b');
