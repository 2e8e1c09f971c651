CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  v int,
  PRIMARY KEY (id)
);
