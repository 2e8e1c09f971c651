INSERT INTO artist VALUES (1, 'Nina Simone'), (2, 'Can');
INSERT INTO album VALUES (1, 1), (2, NULL);
