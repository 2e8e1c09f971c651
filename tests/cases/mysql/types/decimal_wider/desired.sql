CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a decimal(12,4),
  PRIMARY KEY (id)
);
