CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  v int AS (id + 1) STORED,
  PRIMARY KEY (id)
);
