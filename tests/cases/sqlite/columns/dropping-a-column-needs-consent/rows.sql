INSERT INTO artist VALUES (1, 'Nina Simone', 'US');
