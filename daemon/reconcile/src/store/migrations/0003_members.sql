-- What the query of a target set answered last: the ids as a JSON list, sorted.
CREATE TABLE members (
    target_set TEXT PRIMARY KEY,
    ids TEXT NOT NULL,
    answered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a target will hold when the run of a plan that was begun succeeds; gone when it was seen to be what Git says.
CREATE TABLE expectations (
    target TEXT PRIMARY KEY,
    plan TEXT NOT NULL,
    inventory TEXT NOT NULL
) STRICT, WITHOUT ROWID;
