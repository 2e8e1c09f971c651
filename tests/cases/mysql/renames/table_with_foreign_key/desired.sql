-- groundline: renamed-from=p
CREATE TABLE q (id int NOT NULL PRIMARY KEY);
CREATE TABLE c (id int NOT NULL PRIMARY KEY, p int, KEY kp (p), CONSTRAINT fp FOREIGN KEY (p) REFERENCES q (id));
