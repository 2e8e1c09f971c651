CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a enum('b','a'),
  PRIMARY KEY (id)
);
