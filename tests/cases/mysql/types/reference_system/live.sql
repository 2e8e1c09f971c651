CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  p point,
  PRIMARY KEY (id)
);
