INSERT INTO day VALUES (1, 'ok');
INSERT INTO night VALUES (1, '(sad,3)');
