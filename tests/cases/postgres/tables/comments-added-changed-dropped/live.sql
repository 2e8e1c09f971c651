CREATE TABLE a (id int);
COMMENT ON TABLE a IS 'one';
COMMENT ON COLUMN a.id IS 'old';
CREATE TABLE b (id int);
