CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a decimal(10,2),
  PRIMARY KEY (id)
);
