CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  g point NOT NULL,
  SPATIAL KEY places (g),
  PRIMARY KEY (id)
);
