-- groundline: renamed-from=t
CREATE TABLE u (
  id int NOT NULL AUTO_INCREMENT,
  -- groundline: renamed-from=a
  b int,
  PRIMARY KEY (id)
);
