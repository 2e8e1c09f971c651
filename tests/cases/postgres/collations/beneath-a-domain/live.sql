CREATE COLLATION x (provider = icu, locale = 'und');
CREATE DOMAIN d AS text COLLATE x CHECK (VALUE <> '');
CREATE TYPE pair AS (l text COLLATE x, r int);
CREATE TABLE t (id int PRIMARY KEY, a d NOT NULL, p pair, e text COLLATE x);
CREATE INDEX i ON t (a);
