CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  b int,
  a int,
  PRIMARY KEY (id)
);
