INSERT INTO item VALUES (1, '{"b": 1,  "a": 2}'), (2, NULL);
