CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 60) AS SELECT n FROM item;
