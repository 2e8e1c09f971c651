CREATE TABLE event (id integer PRIMARY KEY, at timestamp NOT NULL DEFAULT now());
CREATE INDEX event_at ON event (at DESC);
