CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(100),
  PRIMARY KEY (id)
);
