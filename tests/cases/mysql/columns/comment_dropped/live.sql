CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int COMMENT 'old',
  PRIMARY KEY (id)
);
