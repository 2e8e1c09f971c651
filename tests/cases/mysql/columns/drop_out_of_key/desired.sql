CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  KEY ab (a),
  PRIMARY KEY (id)
);
