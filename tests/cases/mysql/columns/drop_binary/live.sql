CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b blob,
  c bit(4),
  PRIMARY KEY (id)
);
