CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a geometry,
  PRIMARY KEY (id)
);
