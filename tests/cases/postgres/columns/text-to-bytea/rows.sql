INSERT INTO item VALUES (1, 'abc'), (2, NULL);
