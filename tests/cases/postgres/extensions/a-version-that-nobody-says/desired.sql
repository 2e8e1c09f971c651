CREATE EXTENSION hstore;
CREATE TABLE t (id int, tags hstore, more hstore);
