CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20) COLLATE utf8mb4_0900_ai_ci,
  KEY kb (b),
  PRIMARY KEY (id)
);
