CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE TABLE b (id int);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO r_reader;
