CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a set('a','b','c','d','e','f','g','h','i'),
  PRIMARY KEY (id)
);
