CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(20),
  PRIMARY KEY (id)
);
