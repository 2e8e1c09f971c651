CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(5),
  PRIMARY KEY (id)
);
