CREATE TABLE c (a int, b int, id int PRIMARY KEY);
CREATE TABLE d (a int, c_id int);
