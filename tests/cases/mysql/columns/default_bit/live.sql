CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b bit(4),
  c varbinary(4),
  PRIMARY KEY (id)
);
