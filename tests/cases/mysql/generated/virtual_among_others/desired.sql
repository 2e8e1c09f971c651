CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  v int AS (a + 2) VIRTUAL,
  c int,
  PRIMARY KEY (id)
);
