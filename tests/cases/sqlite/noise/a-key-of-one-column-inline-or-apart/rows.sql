INSERT INTO alias VALUES (1, 'a'), (7, 'b');
INSERT INTO alias_apart VALUES (1, 'a'), (7, 'b');
INSERT INTO counts VALUES (40, 'a'); DELETE FROM counts; INSERT INTO counts (a) VALUES ('b');
INSERT INTO counts_apart VALUES (40, 'a'); DELETE FROM counts_apart; INSERT INTO counts_apart (a) VALUES ('b');
INSERT INTO word VALUES ('x', 'y'); INSERT INTO number VALUES (3, 'c'), (2, 'd');
INSERT INTO bare VALUES ('k', 'v'); INSERT INTO strict VALUES (1, 'v');
INSERT INTO refers VALUES (7, 41);
