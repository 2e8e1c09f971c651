INSERT INTO item SELECT generate_series(1, 2000);
