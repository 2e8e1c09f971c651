CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varbinary(20),
  PRIMARY KEY (id)
);
