CREATE TABLE a (id int PRIMARY KEY, n int, c text);
CREATE TABLE b (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a WITH (publish = 'insert', publish_via_partition_root = true);
