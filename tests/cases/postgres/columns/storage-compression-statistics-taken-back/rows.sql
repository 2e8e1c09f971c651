INSERT INTO item VALUES (1, 'x', 'y', 2);
