CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  c int,
  a int,
  PRIMARY KEY (id)
);
