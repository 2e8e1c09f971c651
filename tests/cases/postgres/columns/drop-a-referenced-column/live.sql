CREATE TABLE a (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE b (id int PRIMARY KEY, code text REFERENCES a (code));
