CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  KEY ka ((a + 1)),
  PRIMARY KEY (id)
);
