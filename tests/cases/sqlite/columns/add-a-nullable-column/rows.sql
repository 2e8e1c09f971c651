INSERT INTO artist (id, name) VALUES (1, 'Nina Simone'), (2, 'Can');
