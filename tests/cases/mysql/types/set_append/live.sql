CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a set('a','b'),
  PRIMARY KEY (id)
);
