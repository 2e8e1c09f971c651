CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  v int AS (a + 2) VIRTUAL,
  PRIMARY KEY (id)
) PARTITION BY HASH (id) PARTITIONS 2;
