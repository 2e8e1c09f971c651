INSERT INTO t (id, a) VALUES (1, 'v0'), (2, 'v254');
