CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a bigint,
  b int,
  KEY ka (a),
  PRIMARY KEY (id)
) COMMENT='c';
