INSERT INTO template (note) VALUES ('a'), ('b');
