CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a uuid,
  PRIMARY KEY (id)
);
