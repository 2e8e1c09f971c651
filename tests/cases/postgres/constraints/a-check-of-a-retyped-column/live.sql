CREATE TABLE item (id int PRIMARY KEY, size text, CONSTRAINT size_given CHECK (size <> ''));
