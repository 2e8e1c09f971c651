CREATE TABLE item (id int PRIMARY KEY, c text) WITH (autovacuum_enabled = false, fillfactor = 70);
