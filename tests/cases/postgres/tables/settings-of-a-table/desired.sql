CREATE TABLE item (id int PRIMARY KEY, c text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
