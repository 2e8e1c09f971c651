-- Up to where the history was forgotten by policy: the last event that is gone, and the moment before which nothing is kept.
CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last INTEGER NOT NULL,
    hash TEXT NOT NULL,
    before INTEGER NOT NULL
) STRICT;

DROP TRIGGER events_are_not_removed;

CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
WHEN OLD.id > (SELECT coalesce(max(last), 0) FROM forgotten)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
