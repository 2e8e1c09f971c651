CREATE TABLE p (id int);
CREATE TABLE c (id int, x text);
