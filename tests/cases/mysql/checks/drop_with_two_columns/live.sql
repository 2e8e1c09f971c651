CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  c int,
  CONSTRAINT less CHECK (a < b),
  PRIMARY KEY (id)
);
