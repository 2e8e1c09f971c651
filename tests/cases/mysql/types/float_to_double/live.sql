CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a float,
  PRIMARY KEY (id)
);
