CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  v int AS (a + 2) VIRTUAL,
  s int AS (a * 2) STORED,
  CONSTRAINT positive CHECK (a > 0),
  PRIMARY KEY (id)
);
