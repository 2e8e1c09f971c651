CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE artist (id serial PRIMARY KEY, name varchar(40) NOT NULL, mood mood DEFAULT 'ok');
CREATE TABLE album (id int PRIMARY KEY, artist int REFERENCES artist, title text);
CREATE INDEX album_title ON album (title);
CREATE VIEW titles AS SELECT a.name, b.title FROM artist a JOIN album b ON b.artist = a.id;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON album FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE old (id int);
