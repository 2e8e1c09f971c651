CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  -- groundline: renamed-from=a
  b bigint,
  PRIMARY KEY (id)
);
