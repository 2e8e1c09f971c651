CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v WITH (security_barrier = true, check_option = local) AS SELECT id, n FROM item WHERE n > 0;
COMMENT ON VIEW v IS 'v';
COMMENT ON COLUMN v.n IS 'n';
