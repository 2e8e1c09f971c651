INSERT INTO day VALUES (1, 'ok');
