INSERT INTO item SELECT g FROM generate_series(1, 3000) g;
