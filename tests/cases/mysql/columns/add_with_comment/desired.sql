CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b int COMMENT 'it''s a \\ "b"',
  PRIMARY KEY (id)
);
