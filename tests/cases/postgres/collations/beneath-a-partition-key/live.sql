CREATE COLLATION x (provider = icu, locale = 'und');
CREATE TABLE t (a text COLLATE x) PARTITION BY RANGE (a);
