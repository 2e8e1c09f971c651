CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  `first` int,
  a int,
  `between` int NOT NULL,
  b varchar(20),
  PRIMARY KEY (id)
);
