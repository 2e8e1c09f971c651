CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  s text,
  m mediumtext,
  PRIMARY KEY (id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
