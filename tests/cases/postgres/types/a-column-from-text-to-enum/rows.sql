INSERT INTO person VALUES ('Ada', 'sad');
