INSERT INTO artist VALUES (1, 'Nina Simone'), (2, 'Can');
INSERT INTO album SELECT g, 1 FROM generate_series(1, 3000) g;
