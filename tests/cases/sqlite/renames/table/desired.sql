-- groundline: renamed-from=person
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
