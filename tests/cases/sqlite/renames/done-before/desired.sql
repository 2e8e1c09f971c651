-- groundline: renamed-from=a
CREATE TABLE b (id INTEGER PRIMARY KEY);
