CREATE TABLE item (id int PRIMARY KEY, c bigint);
CREATE VIEW v AS SELECT id, c FROM item;
COMMENT ON VIEW v IS 'all of it';
