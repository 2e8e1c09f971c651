CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  CONSTRAINT positive CHECK (a > 0),
  PRIMARY KEY (id)
);
CREATE TABLE u (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  PRIMARY KEY (id)
);
