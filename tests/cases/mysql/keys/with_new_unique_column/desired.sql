CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int NOT NULL DEFAULT 5,
  UNIQUE KEY ub (b),
  PRIMARY KEY (id)
);
