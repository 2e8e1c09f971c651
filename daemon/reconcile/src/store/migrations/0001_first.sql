CREATE TABLE sources (
    location TEXT NOT NULL,
    reference TEXT NOT NULL,
    good_revision TEXT,
    good_at INTEGER,
    last_success INTEGER,
    failure TEXT,
    failed_since INTEGER,
    PRIMARY KEY (location, reference)
) STRICT, WITHOUT ROWID;

CREATE TABLE targets (
    name TEXT PRIMARY KEY,
    memory TEXT NOT NULL,
    status TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inventories (
    target TEXT PRIMARY KEY,
    inventory TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drifts (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    ended_at INTEGER,
    objects TEXT NOT NULL,
    diff TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX open_drifts ON drifts (target) WHERE ended_at IS NULL;

CREATE TABLE plans (
    target TEXT NOT NULL,
    digest TEXT NOT NULL,
    revision TEXT,
    plan TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    superseded_at INTEGER,
    PRIMARY KEY (target, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    target TEXT NOT NULL,
    run INTEGER NOT NULL,
    plan TEXT NOT NULL,
    revision TEXT,
    state TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    failure TEXT,
    program TEXT NOT NULL,
    PRIMARY KEY (target, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    target TEXT NOT NULL,
    run INTEGER NOT NULL,
    point TEXT NOT NULL,
    detail TEXT
) STRICT;

CREATE INDEX journal_of_run ON journal (target, run, id);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX events_of_target ON events (target, id);

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
