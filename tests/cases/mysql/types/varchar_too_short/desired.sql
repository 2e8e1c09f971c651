CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(3),
  PRIMARY KEY (id)
);
