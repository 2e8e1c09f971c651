CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  KEY ka ((a + 1)),
  PRIMARY KEY (id)
);
