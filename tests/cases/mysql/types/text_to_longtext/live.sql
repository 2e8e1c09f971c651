CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a text,
  PRIMARY KEY (id)
);
