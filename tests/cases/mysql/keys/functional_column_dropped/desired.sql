CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  b varchar(20),
  PRIMARY KEY (id)
);
