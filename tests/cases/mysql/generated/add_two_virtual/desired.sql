CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  v int AS (a * 2) VIRTUAL,
  w int AS (v + 1) VIRTUAL,
  PRIMARY KEY (id)
);
