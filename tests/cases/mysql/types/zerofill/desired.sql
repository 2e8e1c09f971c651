CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int(6) unsigned zerofill,
  PRIMARY KEY (id)
);
