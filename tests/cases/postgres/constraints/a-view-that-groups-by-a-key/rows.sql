INSERT INTO artist VALUES (1, 'Nina Simone'), (2, 'Can');
