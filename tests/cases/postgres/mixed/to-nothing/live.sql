CREATE SCHEMA app;
CREATE DOMAIN app.email AS text CHECK (VALUE ~ '@');
CREATE TABLE app.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email app.email UNIQUE NOT NULL, friend bigint REFERENCES app.person);
CREATE VIEW app.people AS SELECT id, email FROM app.person;
CREATE FUNCTION app.count() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM app.people';
