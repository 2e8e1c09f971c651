CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  c varchar(10),
  PRIMARY KEY (id)
);
