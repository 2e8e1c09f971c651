INSERT INTO person SELECT n, 'person ' || n FROM generate_series(1, 2000) n;
