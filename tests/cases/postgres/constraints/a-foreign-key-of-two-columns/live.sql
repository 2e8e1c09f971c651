CREATE TABLE n (a int, b int, c int, d int, PRIMARY KEY (a, b));
