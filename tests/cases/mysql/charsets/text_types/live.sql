CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  s text,
  m mediumtext,
  PRIMARY KEY (id)
) DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
