INSERT INTO t (id, a, b) VALUES (1, 'one', 'text one'), (2, 'two', 'text two'), (3, NULL, NULL);
