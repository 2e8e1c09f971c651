CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  c int INVISIBLE,
  a bigint,
  b varchar(30),
  v int AS (d + 1) VIRTUAL,
  d int NOT NULL,
  KEY ka (a DESC),
  KEY low ((lower(b))),
  CONSTRAINT positive CHECK (a > 0) NOT ENFORCED,
  PRIMARY KEY (id)
);
