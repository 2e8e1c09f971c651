INSERT INTO event SELECT n, '2026-01-01'::timestamp + n * interval '1 hour' FROM generate_series(1, 2000) n;
