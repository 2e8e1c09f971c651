CREATE SCHEMA tools;
CREATE EXTENSION citext SCHEMA tools VERSION '1.5';
CREATE TABLE t (id int PRIMARY KEY, mail tools.citext UNIQUE);
CREATE VIEW v AS SELECT mail FROM t WHERE mail OPERATOR(tools.=) 'a'::tools.citext;
