CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a blob,
  PRIMARY KEY (id)
);
