INSERT INTO old (c) VALUES ('x'), ('y');
