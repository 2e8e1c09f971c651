CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a timestamp NULL,
  PRIMARY KEY (id)
);
