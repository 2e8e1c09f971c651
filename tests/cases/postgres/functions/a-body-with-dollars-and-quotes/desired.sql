CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION a() RETURNS text LANGUAGE plpgsql AS $body$ BEGIN RETURN 'it''s $$ here; -- not a comment'; END $body$;
