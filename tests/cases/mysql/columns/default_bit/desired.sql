CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b bit(4) DEFAULT b'101',
  c varbinary(4) DEFAULT x'41',
  PRIMARY KEY (id)
);
