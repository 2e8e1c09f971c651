CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int NOT NULL,
  b int,
  PRIMARY KEY (id)
);
