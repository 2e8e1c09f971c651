CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  s enum('ä','b'),
  PRIMARY KEY (id)
) DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
