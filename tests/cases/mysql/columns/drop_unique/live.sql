CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int NOT NULL,
  UNIQUE KEY ub (b),
  PRIMARY KEY (id)
);
