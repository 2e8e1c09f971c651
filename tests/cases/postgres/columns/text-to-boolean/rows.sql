INSERT INTO item VALUES (1, 'yes'), (2, NULL);
