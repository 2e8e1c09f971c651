CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a datetime,
  PRIMARY KEY (id)
);
