CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b datetime NOT NULL,
  PRIMARY KEY (id)
);
