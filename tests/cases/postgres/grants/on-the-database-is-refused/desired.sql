CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT CONNECT ON DATABASE postgres TO pg_monitor;
