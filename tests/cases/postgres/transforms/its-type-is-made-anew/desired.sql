CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION pair_from(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'record_send';
CREATE FUNCTION mood_to(internal) RETURNS mood LANGUAGE internal IMMUTABLE AS 'enum_recv';
CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION pair_from(internal), TO SQL WITH FUNCTION mood_to(internal));
CREATE TABLE day (id int PRIMARY KEY, m mood);
