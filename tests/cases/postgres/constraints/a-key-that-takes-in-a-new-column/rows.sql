INSERT INTO account SELECT g, 'a' || g FROM generate_series(1, 50) g;
INSERT INTO entry SELECT g, 1 + g % 50 FROM generate_series(1, 90) g;
