INSERT INTO artist VALUES (1, 'Nina Simone', 1933), (2, 'Adele', 1988), (9, 'Nobody', NULL);
DELETE FROM artist WHERE id = 9;
DELETE FROM log;
INSERT INTO album VALUES (1, 1, 'Pastel Blues'), (2, 2, '21');
