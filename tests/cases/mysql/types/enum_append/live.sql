CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a enum('a','b'),
  PRIMARY KEY (id)
);
