CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a bit(8),
  PRIMARY KEY (id)
);
