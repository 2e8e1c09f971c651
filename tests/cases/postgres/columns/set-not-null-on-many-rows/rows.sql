INSERT INTO artist SELECT n, 'artist ' || n FROM generate_series(1, 3000) n;
