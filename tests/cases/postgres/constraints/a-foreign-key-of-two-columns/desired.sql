CREATE TABLE n (a int, b int, c int, d int, PRIMARY KEY (a, b), FOREIGN KEY (c, d) REFERENCES n (a, b) MATCH FULL);
