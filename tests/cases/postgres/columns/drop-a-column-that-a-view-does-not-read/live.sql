CREATE TABLE artist (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, born date CHECK (born > '1500-01-01'));
CREATE VIEW names AS SELECT id, name FROM artist;
