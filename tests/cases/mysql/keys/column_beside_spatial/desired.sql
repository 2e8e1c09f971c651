CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  p point NOT NULL SRID 0,
  c int,
  SPATIAL KEY sp (p),
  PRIMARY KEY (id)
);
