CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  KEY kb (b),
  PRIMARY KEY (id)
);
