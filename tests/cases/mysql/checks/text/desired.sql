CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(20),
  CONSTRAINT c CHECK (a IN ('x', 'it''s', '', 'y')),
  PRIMARY KEY (id)
);
