CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  s varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  PRIMARY KEY (id)
) DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
