CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b text,
  c int,
  FULLTEXT KEY words (b),
  PRIMARY KEY (id)
);
