CREATE TABLE measure (id integer PRIMARY KEY, value text NOT NULL);
