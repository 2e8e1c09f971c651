CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(20),
  j json,
  PRIMARY KEY (id)
);
CREATE VIEW v AS SELECT t.id, x.n, y.twice FROM t, JSON_TABLE(t.j, '$[*]' COLUMNS (n int PATH '$')) x, LATERAL (SELECT t.a * 2 AS twice) y;
