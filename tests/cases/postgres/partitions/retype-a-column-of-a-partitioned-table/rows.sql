INSERT INTO log VALUES (1, '2025-05-05', 'x', 'x');
