CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a binary(4),
  PRIMARY KEY (id)
);
