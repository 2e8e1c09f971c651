CREATE TABLE p (id int);
CREATE TABLE c (x text) INHERITS (p);
