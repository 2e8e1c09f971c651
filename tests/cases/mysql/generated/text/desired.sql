CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  v varchar(40) AS (concat('x', a)) VIRTUAL COMMENT 'c',
  PRIMARY KEY (id)
);
