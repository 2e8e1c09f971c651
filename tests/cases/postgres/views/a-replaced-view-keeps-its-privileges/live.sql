CREATE TABLE track (id int PRIMARY KEY, title text);
CREATE VIEW title AS SELECT title FROM track;
GRANT SELECT ON title TO pg_monitor;
GRANT SELECT (title) ON track TO PUBLIC;
