CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(10) NOT NULL DEFAULT 'x',
  PRIMARY KEY (id)
);
