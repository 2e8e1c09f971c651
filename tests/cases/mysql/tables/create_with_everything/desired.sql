CREATE TABLE x (id int NOT NULL PRIMARY KEY);
CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int NOT NULL DEFAULT 5 COMMENT 'c',
  b varchar(30) CHARACTER SET latin1 COLLATE latin1_bin,
  v int AS (a + 1) STORED,
  e enum('x','y') NOT NULL,
  u timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  UNIQUE KEY ua (a, b(5)),
  KEY kv (v DESC),
  FULLTEXT KEY fb (b),
  CONSTRAINT ca CHECK (a > 0),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC STATS_PERSISTENT=1 COMMENT='it''s';
