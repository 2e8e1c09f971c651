CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  -- groundline: renamed-from=a
  b int,
  PRIMARY KEY (id)
);
CREATE VIEW v AS SELECT b FROM t;
