CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b datetime DEFAULT CURRENT_TIMESTAMP,
  c timestamp(3) NOT NULL DEFAULT localtimestamp(3),
  PRIMARY KEY (id)
);
