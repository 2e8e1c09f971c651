CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  d int,
  KEY ka (a),
  CONSTRAINT positive CHECK (a > 0),
  PRIMARY KEY (id)
);
