CREATE TABLE event (id integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX event_at ON event (at DESC);
