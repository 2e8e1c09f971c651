CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  c int,
  PRIMARY KEY (id)
);
