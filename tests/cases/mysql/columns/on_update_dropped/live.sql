CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  b datetime ON UPDATE current_timestamp(),
  PRIMARY KEY (id)
);
