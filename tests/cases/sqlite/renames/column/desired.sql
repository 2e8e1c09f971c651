CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  name TEXT -- groundline: renamed-from=nmae
);
