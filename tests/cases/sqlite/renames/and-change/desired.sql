CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  y TEXT NOT NULL -- groundline: renamed-from=x
);
