INSERT INTO person VALUES ('Ada', 'happy'), ('Bo', DEFAULT);
