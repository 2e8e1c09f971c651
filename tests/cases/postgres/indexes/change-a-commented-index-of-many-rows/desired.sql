CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE INDEX i ON item (n, c);
COMMENT ON INDEX i IS 'new';
