CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  c datetime(3),
  d json,
  PRIMARY KEY (id)
);
