CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a bigint unsigned,
  PRIMARY KEY (id)
);
