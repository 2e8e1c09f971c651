CREATE TABLE x (id int NOT NULL PRIMARY KEY);
CREATE TABLE tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt (a int);
