CREATE TABLE t (id int);
COMMENT ON SCHEMA public IS 'ours';
