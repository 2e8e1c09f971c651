CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(50),
  PRIMARY KEY (id)
);
