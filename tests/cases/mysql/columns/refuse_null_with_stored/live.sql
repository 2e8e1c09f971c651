CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  v int AS (a + 1) STORED,
  PRIMARY KEY (id)
);
