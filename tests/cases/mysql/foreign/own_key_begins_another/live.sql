CREATE TABLE parent (id int NOT NULL PRIMARY KEY);
CREATE TABLE child (id int NOT NULL PRIMARY KEY, p int, q int, FOREIGN KEY (p) REFERENCES parent (id));
