CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a tinyint(1),
  PRIMARY KEY (id)
);
