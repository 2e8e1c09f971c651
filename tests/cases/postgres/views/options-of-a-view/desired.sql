CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v WITH (security_barrier) AS SELECT id FROM item;
