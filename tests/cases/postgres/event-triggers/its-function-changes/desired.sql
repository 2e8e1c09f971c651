CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE LOG $x$ddl$x$; END';
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION note();
