CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
