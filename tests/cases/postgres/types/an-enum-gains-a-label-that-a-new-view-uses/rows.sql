INSERT INTO day VALUES (1, 'sad');
