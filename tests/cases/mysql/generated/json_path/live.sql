CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  j json,
  PRIMARY KEY (id)
);
