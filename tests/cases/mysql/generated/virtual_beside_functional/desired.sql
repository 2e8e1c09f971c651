CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  v int AS (a + 2) VIRTUAL,
  KEY ka ((a + 1)),
  PRIMARY KEY (id)
);
