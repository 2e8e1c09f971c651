CREATE TABLE measure (id integer PRIMARY KEY, value integer NOT NULL);
