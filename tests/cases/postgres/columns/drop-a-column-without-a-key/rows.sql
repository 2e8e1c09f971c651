INSERT INTO item VALUES ('x', 1, 'one'), ('x', 1, 'two'), (NULL, 2, NULL);
