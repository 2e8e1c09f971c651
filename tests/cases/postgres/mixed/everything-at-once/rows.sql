INSERT INTO artist (name) VALUES ('Nina Simone');
INSERT INTO album VALUES (1, 1, 'Pastel Blues');
INSERT INTO old VALUES (1);
