CREATE TABLE item ("A b" int, c int);
