-- What the query of a target set answered last: the ids as a JSON list, sorted.
CREATE TABLE members (
    target_set TEXT PRIMARY KEY,
    ids TEXT NOT NULL,
    answered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
