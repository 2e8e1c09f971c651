CREATE TABLE track (id int PRIMARY KEY, title text);
CREATE VIEW title AS SELECT id, title FROM track;
