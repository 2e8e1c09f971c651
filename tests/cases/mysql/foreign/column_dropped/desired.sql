CREATE TABLE parent (
  id int NOT NULL,
  code varchar(10) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uc (code)
);
CREATE TABLE child (
  id int NOT NULL,
  PRIMARY KEY (id)
);
