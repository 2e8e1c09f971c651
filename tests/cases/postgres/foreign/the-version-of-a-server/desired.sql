CREATE EXTENSION postgres_fdw;
CREATE SERVER far TYPE 'pg' VERSION '2' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'a');
