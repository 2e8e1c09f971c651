-- groundline: renamed-from=a
CREATE TABLE b (
  id INTEGER PRIMARY KEY,
  y TEXT -- groundline: renamed-from=x
);
