CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a tinytext,
  PRIMARY KEY (id)
);
