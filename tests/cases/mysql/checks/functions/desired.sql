CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a varchar(20),
  CONSTRAINT c CHECK (char_length(a) between 1 and 10 and a not like '%!%'),
  PRIMARY KEY (id)
);
