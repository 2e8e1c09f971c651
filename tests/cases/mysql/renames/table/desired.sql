-- groundline: renamed-from=t
CREATE TABLE u (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  PRIMARY KEY (id)
);
