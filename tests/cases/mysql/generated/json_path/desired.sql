CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  j json,
  v varchar(20) AS (json_unquote(json_extract(j, '$.name'))) VIRTUAL,
  KEY kv (v),
  PRIMARY KEY (id)
);
