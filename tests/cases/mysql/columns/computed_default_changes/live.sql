CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  c int DEFAULT (1 + 2),
  PRIMARY KEY (id)
);
