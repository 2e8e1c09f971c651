INSERT INTO item (c) VALUES ('x'), ('y');
