CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  KEY kb (a DESC, (concat(b, _utf8mb4'x')), b(3)),
  PRIMARY KEY (id)
);
