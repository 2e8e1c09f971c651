CREATE TABLE artist (id int PRIMARY KEY);
