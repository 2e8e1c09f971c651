CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a json,
  PRIMARY KEY (id)
);
