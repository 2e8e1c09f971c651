CREATE TABLE item (id int PRIMARY KEY, during int4range, CONSTRAINT x EXCLUDE USING gist (during WITH &&) WHERE (id > 0) DEFERRABLE);
