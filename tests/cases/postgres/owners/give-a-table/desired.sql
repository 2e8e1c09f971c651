CREATE TABLE item (id int PRIMARY KEY, n int, c text);
ALTER TABLE item OWNER TO r_writer;
