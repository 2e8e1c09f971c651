CREATE TABLE p (a int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE PUBLICATION pub FOR TABLE p WHERE (a > 0) WITH (publish = 'insert', publish_via_partition_root = true);
