CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  KEY ka (a),
  PRIMARY KEY (id)
);
