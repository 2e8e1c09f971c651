CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b bigint,
  v bigint AS (b * 2) STORED,
  PRIMARY KEY (id)
);
