CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  abC int,
  PRIMARY KEY (id)
);
