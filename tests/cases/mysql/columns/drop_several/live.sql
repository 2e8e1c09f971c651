CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  c text,
  d json,
  PRIMARY KEY (id)
);
