CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  CONSTRAINT c CHECK (((a) > 0 AND a < 10)),
  PRIMARY KEY (id)
);
