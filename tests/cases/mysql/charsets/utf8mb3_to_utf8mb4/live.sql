CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  s varchar(20),
  PRIMARY KEY (id)
) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
