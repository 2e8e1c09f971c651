CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a decimal(8,4),
  PRIMARY KEY (id)
);
