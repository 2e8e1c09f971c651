CREATE TABLE a (id int);
COMMENT ON COLUMN a.id IS 'new';
CREATE TABLE b (id int);
COMMENT ON TABLE b IS 'b''s \ backslash';
