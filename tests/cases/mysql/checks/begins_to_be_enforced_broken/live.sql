CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  CONSTRAINT positive CHECK (a > 1) NOT ENFORCED,
  PRIMARY KEY (id)
);
