CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a datetime(3),
  PRIMARY KEY (id)
);
