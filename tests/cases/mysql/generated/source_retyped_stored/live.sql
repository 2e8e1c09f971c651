CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  v bigint AS (b * 2) STORED,
  PRIMARY KEY (id)
);
