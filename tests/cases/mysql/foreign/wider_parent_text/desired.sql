CREATE TABLE parent (
  id int NOT NULL,
  code varchar(20) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uc (code)
);
CREATE TABLE child (
  id int NOT NULL,
  p int,
  c varchar(20),
  PRIMARY KEY (id),
  KEY kp (p),
  CONSTRAINT fc FOREIGN KEY (c) REFERENCES parent (code)
);
