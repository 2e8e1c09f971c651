CREATE EXTENSION citext VERSION '1.4';
CREATE TABLE t (id int PRIMARY KEY, mail citext UNIQUE);
CREATE VIEW v AS SELECT mail FROM t WHERE mail = 'a'::citext;
