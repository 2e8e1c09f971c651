CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a enum('a','c'),
  PRIMARY KEY (id)
);
