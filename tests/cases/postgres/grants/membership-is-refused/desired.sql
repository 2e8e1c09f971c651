CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT pg_monitor TO pg_database_owner;
