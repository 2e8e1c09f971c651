CREATE EXTENSION postgres_fdw;
CREATE SERVER far TYPE 'pg' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'a');
CREATE TABLE p (a int, b text) PARTITION BY LIST (a);
CREATE FOREIGN TABLE p1 PARTITION OF p FOR VALUES IN (1) SERVER far OPTIONS (table_name 'q');
