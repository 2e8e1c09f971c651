CREATE EXTENSION postgres_fdw;
CREATE SERVER far TYPE 'pg' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'a');
