CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  -- groundline: renamed-from=a
  c int,
  v int AS (c + 2) VIRTUAL,
  s int AS (c * 2) STORED,
  CONSTRAINT positive CHECK (c > 0),
  PRIMARY KEY (id)
);
