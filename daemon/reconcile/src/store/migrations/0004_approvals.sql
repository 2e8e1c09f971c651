-- Statements about plans whose signatures were good when they were first seen.
CREATE TABLE approvals_seen (
    evidence TEXT PRIMARY KEY,
    statement TEXT NOT NULL,
    target TEXT NOT NULL,
    plan TEXT NOT NULL,
    action TEXT NOT NULL,
    person TEXT NOT NULL,
    bridge TEXT,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    signature TEXT NOT NULL,
    first_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX approvals_of_plan ON approvals_seen (target, plan);

-- Statements that a run rested on: each counts once.
CREATE TABLE approvals_used (
    statement TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    plan TEXT NOT NULL,
    run INTEGER NOT NULL,
    person TEXT NOT NULL,
    text TEXT NOT NULL,
    signature TEXT NOT NULL,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER approvals_used_are_not_changed BEFORE UPDATE ON approvals_used
BEGIN SELECT RAISE(ABORT, 'used approvals are append-only'); END;

CREATE TRIGGER approvals_used_are_not_removed BEFORE DELETE ON approvals_used
BEGIN SELECT RAISE(ABORT, 'used approvals are append-only'); END;

-- Runs that somebody on call let go at once: open until they are approved.
CREATE TABLE broken_glass (
    target TEXT NOT NULL,
    run INTEGER NOT NULL,
    plan TEXT NOT NULL,
    person TEXT NOT NULL,
    reason TEXT NOT NULL,
    question TEXT NOT NULL,
    broken_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    reviewed_at INTEGER,
    PRIMARY KEY (target, run)
) STRICT, WITHOUT ROWID;

-- The policy and the people that are in force: the files as they were when they were approved.
CREATE TABLE governance (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision TEXT NOT NULL,
    texts TEXT NOT NULL,
    since INTEGER NOT NULL,
    -- Another policy, or other people, that wait to be approved.
    waits TEXT
) STRICT;
