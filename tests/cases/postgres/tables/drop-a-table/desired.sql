CREATE TABLE artist (id bigint PRIMARY KEY, name text NOT NULL);
