CREATE TYPE span AS RANGE (subtype = int8);
CREATE DOMAIN real_span AS span CHECK (NOT isempty(VALUE));
CREATE FUNCTION width(span) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT upper($1) - lower($1)';
CREATE TABLE booking (
    id int PRIMARY KEY,
    during span NOT NULL DEFAULT '[0,1)' CHECK (NOT isempty(during)),
    others span[],
    gaps span_multirange,
    sure real_span,
    EXCLUDE USING gist (during WITH &&)
);
CREATE INDEX booking_gaps ON booking USING gist (gaps);
CREATE VIEW starts AS SELECT id, lower(during) AS at FROM booking;
CREATE TABLE plain (id int PRIMARY KEY);
