CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(45),
  PRIMARY KEY (id)
);
