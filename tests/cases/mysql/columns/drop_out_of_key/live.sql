CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  KEY ab (a, b),
  PRIMARY KEY (id)
);
