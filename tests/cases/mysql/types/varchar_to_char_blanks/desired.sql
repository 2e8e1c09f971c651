CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a char(5),
  PRIMARY KEY (id)
);
