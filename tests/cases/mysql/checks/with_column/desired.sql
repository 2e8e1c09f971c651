CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b varchar(10) DEFAULT 'x',
  CONSTRAINT cb CHECK (b <> ''),
  PRIMARY KEY (id)
);
