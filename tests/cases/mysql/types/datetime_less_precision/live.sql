CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a datetime(6),
  PRIMARY KEY (id)
);
