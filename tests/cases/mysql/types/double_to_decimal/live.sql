CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a double,
  PRIMARY KEY (id)
);
