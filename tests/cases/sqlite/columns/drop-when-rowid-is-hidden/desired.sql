CREATE TABLE odd (rowid TEXT, body TEXT);
