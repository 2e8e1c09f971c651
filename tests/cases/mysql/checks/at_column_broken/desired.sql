CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int CHECK (a > 1),
  PRIMARY KEY (id)
);
