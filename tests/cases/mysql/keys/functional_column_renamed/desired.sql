CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  -- groundline: renamed-from=a
  c int,
  b varchar(20),
  KEY ka ((c + 1)),
  PRIMARY KEY (id)
);
