CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  Abc int,
  PRIMARY KEY (id)
);
