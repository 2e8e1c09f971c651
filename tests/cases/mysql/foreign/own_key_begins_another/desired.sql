CREATE TABLE parent (id int NOT NULL PRIMARY KEY);
CREATE TABLE child (
  id int NOT NULL PRIMARY KEY,
  p int,
  q int,
  KEY p (p),
  KEY p_q (p, q),
  FOREIGN KEY (p) REFERENCES parent (id)
);
