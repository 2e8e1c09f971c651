INSERT INTO measure SELECT n, CASE n WHEN 1999 THEN 'many' ELSE n::text END FROM generate_series(1, 2000) n;
