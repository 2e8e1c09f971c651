CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  KEY ka (a),
  PRIMARY KEY (id)
);
