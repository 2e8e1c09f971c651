CREATE TABLE item (id int PRIMARY KEY, c text) WITH (autovacuum_enabled = false, fillfactor = 70, toast.autovacuum_enabled = false);
