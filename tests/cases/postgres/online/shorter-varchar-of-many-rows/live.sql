CREATE TABLE person (id integer PRIMARY KEY, name varchar(200) NOT NULL);
CREATE UNIQUE INDEX person_name ON person (lower(name::text));
