CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b inet4,
  c inet6,
  d uuid,
  e text COMPRESSED,
  PRIMARY KEY (id)
);
