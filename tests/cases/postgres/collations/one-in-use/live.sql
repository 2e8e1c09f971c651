CREATE COLLATION x (provider = icu, locale = 'de');
CREATE TABLE t (a text COLLATE x);
