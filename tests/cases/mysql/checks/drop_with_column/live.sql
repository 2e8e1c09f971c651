CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int,
  CONSTRAINT cb CHECK (b > a),
  PRIMARY KEY (id)
);
