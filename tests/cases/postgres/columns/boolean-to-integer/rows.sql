INSERT INTO item VALUES (1, true), (2, NULL);
