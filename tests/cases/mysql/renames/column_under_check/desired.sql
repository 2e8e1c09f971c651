CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  -- groundline: renamed-from=a
  b int,
  CONSTRAINT c CHECK (b > 0),
  PRIMARY KEY (id)
);
