INSERT INTO app.person (email) VALUES ('a@b');
