CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int DEFAULT '5',
  b double DEFAULT '-1.5',
  c timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  d varchar(9) DEFAULT (concat(_utf8mb4'a',_utf8mb4'b')),
  KEY low ((lower(`d`))),
  CONSTRAINT t_chk_1 CHECK ((`a` > 0)),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
