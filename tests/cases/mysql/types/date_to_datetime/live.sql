CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a date,
  PRIMARY KEY (id)
);
