CREATE SCHEMA tools;
CREATE EXTENSION hstore WITH SCHEMA tools VERSION '1.4';
CREATE TABLE t (id int, tags tools.hstore);
