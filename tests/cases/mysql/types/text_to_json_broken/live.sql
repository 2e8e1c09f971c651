CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a longtext,
  PRIMARY KEY (id)
);
