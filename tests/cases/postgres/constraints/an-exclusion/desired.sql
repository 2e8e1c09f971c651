CREATE TABLE item (id int PRIMARY KEY, during int4range, CONSTRAINT x EXCLUDE USING gist (during WITH &&));
