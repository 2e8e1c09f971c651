CREATE TABLE c (id serial PRIMARY KEY);
GRANT INSERT ON c TO r_writer;
GRANT USAGE ON SEQUENCE c_id_seq TO r_writer;
