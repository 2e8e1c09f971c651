CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int DEFAULT 3,
  b int,
  KEY ka (a),
  PRIMARY KEY (id)
) COMMENT='c';
