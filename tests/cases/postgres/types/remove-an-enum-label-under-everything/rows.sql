INSERT INTO person VALUES ('Ada', 'ok', '{ok}'), ('Bo', DEFAULT, NULL);
