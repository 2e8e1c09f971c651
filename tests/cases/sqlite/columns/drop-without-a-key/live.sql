CREATE TABLE note (body TEXT, extra TEXT);
