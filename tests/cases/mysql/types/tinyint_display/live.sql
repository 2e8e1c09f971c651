CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int(11),
  PRIMARY KEY (id)
);
