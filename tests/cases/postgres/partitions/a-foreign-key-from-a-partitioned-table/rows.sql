INSERT INTO artist VALUES (1, 'Nina Simone'), (2, 'Can');
INSERT INTO log VALUES (1, '2025-05-05', 'x', 1);
