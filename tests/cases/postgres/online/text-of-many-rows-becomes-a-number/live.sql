CREATE TABLE measure (id integer PRIMARY KEY, value text NOT NULL, unit text);
CREATE INDEX ON measure (value);
