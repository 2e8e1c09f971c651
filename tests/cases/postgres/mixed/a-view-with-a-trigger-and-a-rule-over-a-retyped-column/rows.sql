INSERT INTO item VALUES (1, 2, 'x'), (2, 3, 'y');
