-- groundline: renamed-from=old
CREATE TABLE item (id int);
