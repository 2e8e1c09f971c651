INSERT INTO price SELECT n, n + n / 10000.0 FROM generate_series(1, 2000) n;
