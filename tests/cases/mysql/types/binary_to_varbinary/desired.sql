CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varbinary(4),
  PRIMARY KEY (id)
);
