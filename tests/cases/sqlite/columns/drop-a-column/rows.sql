INSERT INTO artist VALUES (1, 'Nina Simone', 'US'), (2, 'Can', NULL);
