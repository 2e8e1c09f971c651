CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  v int AS (a + 2) VIRTUAL,
  PRIMARY KEY (id)
);
