CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  j json,
  n int AS (json_extract(j, '$.n')) STORED,
  KEY kn (n),
  PRIMARY KEY (id)
);
