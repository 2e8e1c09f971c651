CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a inet6,
  PRIMARY KEY (id)
);
