INSERT INTO item (c) VALUES ('x'), ('y');
INSERT INTO child VALUES (1);
