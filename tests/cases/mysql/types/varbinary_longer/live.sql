CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varbinary(10),
  PRIMARY KEY (id)
);
