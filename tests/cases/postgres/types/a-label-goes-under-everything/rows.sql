INSERT INTO t VALUES (1, 'ok', 'happy', ROW('ok', 1), '{ok,happy}'), (2, NULL, NULL, NULL, NULL);
