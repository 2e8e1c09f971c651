CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a point,
  PRIMARY KEY (id)
);
