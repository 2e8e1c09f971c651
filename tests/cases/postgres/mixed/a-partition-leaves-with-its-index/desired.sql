CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE p (id int, k int, c text) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX pi ON p (id);
CREATE TABLE p2 (id int, k int, c text);
CREATE INDEX p2_id_idx ON p2 (id);
