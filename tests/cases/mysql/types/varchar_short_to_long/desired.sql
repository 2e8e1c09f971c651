CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(300),
  PRIMARY KEY (id)
);
