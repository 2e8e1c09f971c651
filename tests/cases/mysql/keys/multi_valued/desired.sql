CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  j json,
  KEY tags ((cast(j->'$.tags' as unsigned array))),
  PRIMARY KEY (id)
);
