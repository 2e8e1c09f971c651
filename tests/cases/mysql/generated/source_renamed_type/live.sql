CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  v int AS (b * 2) VIRTUAL,
  PRIMARY KEY (id)
);
