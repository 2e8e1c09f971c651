CREATE EXTENSION postgres_fdw;
CREATE SERVER far TYPE 'pg' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'a');
CREATE FOREIGN TABLE ft (id int OPTIONS (column_name 'key') NOT NULL, c text COLLATE "C" DEFAULT 'x', CONSTRAINT pos CHECK (id > 0)) SERVER far OPTIONS (table_name 'q', schema_name 'public');
