INSERT INTO t (id, s) VALUES (1, 'abc'), (2, 'äöü'), (3, NULL);
