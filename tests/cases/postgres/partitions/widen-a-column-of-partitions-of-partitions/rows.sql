INSERT INTO reading SELECT 1 + g % 2, g, g FROM generate_series(1, 150) g;
INSERT INTO reading_log VALUES (1), (2);
