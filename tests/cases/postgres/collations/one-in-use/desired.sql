CREATE COLLATION x (provider = icu, locale = 'fr');
CREATE TABLE t (a text COLLATE x);
