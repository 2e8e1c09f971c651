CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a set('a','b','c'),
  PRIMARY KEY (id)
);
