CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT, extra TEXT);
