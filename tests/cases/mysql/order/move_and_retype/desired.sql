CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  c varchar(20),
  a bigint,
  b int,
  PRIMARY KEY (id)
);
