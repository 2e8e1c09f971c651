CREATE EXTENSION postgres_fdw;
CREATE SERVER far TYPE 'pg' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'a');
CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (user 'u');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'all');
CREATE FOREIGN TABLE ft (id int OPTIONS (column_name 'key') NOT NULL, c text COLLATE "C" DEFAULT 'x', CONSTRAINT pos CHECK (id > 0)) SERVER far OPTIONS (table_name 'q', schema_name 'public');
COMMENT ON SERVER far IS 'over there';
COMMENT ON FOREIGN TABLE ft IS 'rows';
COMMENT ON COLUMN ft.c IS 'text';
