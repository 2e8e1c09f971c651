CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a enum('a'),
  PRIMARY KEY (id)
);
