CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b datetime DEFAULT NOW(),
  c timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (id)
);
