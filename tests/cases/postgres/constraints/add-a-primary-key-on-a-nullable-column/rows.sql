INSERT INTO item SELECT g, g, 'c' || g FROM generate_series(1, 3000) g;
