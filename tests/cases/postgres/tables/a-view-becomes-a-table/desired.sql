CREATE TABLE base (id int PRIMARY KEY);
CREATE TABLE thing (id int);
