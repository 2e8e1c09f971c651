CREATE TABLE track (id int PRIMARY KEY, title text, seconds int);
CREATE VIEW long_track AS SELECT id, seconds, title FROM track WHERE seconds > 600;
CREATE VIEW long_title AS SELECT title FROM long_track;
COMMENT ON VIEW long_title IS 'titles of what is long';
