CREATE TABLE item (id int PRIMARY KEY, n int, c text);
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO r_reader;
