CREATE TABLE t (a int, b int);
CREATE VIEW v (a, b) AS select t.a, t.b from t where ((t.a > 1) and (t.b < 2 or t.b is null));
