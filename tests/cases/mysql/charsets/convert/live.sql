CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  s varchar(20),
  PRIMARY KEY (id)
) DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
