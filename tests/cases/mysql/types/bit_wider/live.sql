CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a bit(4),
  PRIMARY KEY (id)
);
