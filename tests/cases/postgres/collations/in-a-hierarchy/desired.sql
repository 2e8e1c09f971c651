CREATE COLLATION x (provider = icu, locale = 'de');
CREATE TABLE p (id int, a text COLLATE x);
CREATE TABLE c (b text COLLATE x) INHERITS (p);
CREATE TABLE r (id int, a text COLLATE x) PARTITION BY LIST (id);
CREATE TABLE r1 PARTITION OF r FOR VALUES IN (1);
CREATE INDEX i ON r (a);
