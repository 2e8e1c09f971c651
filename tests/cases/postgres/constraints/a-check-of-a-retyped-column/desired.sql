CREATE TABLE item (id int PRIMARY KEY, size int, CONSTRAINT size_given CHECK (size > 0));
