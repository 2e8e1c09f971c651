CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  v int AS (a + 2) VIRTUAL,
  a int,
  b int,
  PRIMARY KEY (id)
);
