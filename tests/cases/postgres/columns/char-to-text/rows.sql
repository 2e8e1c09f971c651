INSERT INTO item VALUES (1, 'ab'), (2, NULL);
