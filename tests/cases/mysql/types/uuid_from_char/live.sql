CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a char(36),
  PRIMARY KEY (id)
);
