CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(36) NOT NULL DEFAULT uuid(),
  PRIMARY KEY (id)
);
