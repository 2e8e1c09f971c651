CREATE TABLE child (
  id int NOT NULL,
  p int,
  PRIMARY KEY (id),
  KEY kp (p)
);
