CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  c json DEFAULT (json_array(1, 'x')),
  PRIMARY KEY (id)
);
