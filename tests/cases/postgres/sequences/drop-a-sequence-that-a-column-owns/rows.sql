INSERT INTO t SELECT generate_series(1, 4);
SELECT setval('t_numbers', 1000);
