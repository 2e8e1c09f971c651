CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a year,
  PRIMARY KEY (id)
);
