INSERT INTO item (id) SELECT i FROM generate_series(1, 9) AS i;
DELETE FROM item WHERE id > 4;
