CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  x int,
  c int,
  a int,
  y int,
  b int,
  PRIMARY KEY (id)
);
