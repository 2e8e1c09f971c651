CREATE TABLE t (id int);
-- groundline: renamed-from=a
CREATE INDEX b ON t (id);
