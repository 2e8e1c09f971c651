CREATE TABLE a (x int NOT NULL, y int NOT NULL, PRIMARY KEY (x, y));
CREATE TABLE b (id int NOT NULL PRIMARY KEY, x int, y int, KEY xy (x, y), CONSTRAINT fxy FOREIGN KEY (x, y) REFERENCES a (x, y));
