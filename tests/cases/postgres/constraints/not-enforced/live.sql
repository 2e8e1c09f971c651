CREATE TABLE c (a int, b int, id int PRIMARY KEY);
CREATE TABLE d (a int, c_id int);
INSERT INTO c VALUES (-1, 0, 1);
INSERT INTO d VALUES (1, 99);
