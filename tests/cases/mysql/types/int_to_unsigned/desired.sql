CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int unsigned,
  PRIMARY KEY (id)
);
