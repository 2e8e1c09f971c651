CREATE TABLE old (id int);
CREATE TABLE item (id int);
