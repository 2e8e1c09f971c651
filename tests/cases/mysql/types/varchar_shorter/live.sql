CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(60),
  PRIMARY KEY (id)
);
