CREATE TABLE measure (id integer PRIMARY KEY, value integer NOT NULL, unit text);
CREATE INDEX ON measure (value);
