CREATE TABLE p (a int);
CREATE TABLE c (x int) INHERITS (p);
