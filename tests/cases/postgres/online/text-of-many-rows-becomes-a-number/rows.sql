INSERT INTO measure SELECT n, (n * 3)::text, 'mm' FROM generate_series(1, 2000) n;
