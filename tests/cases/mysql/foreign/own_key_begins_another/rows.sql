INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (1, 1, 5), (2, 2, 6), (3, NULL, 7);
