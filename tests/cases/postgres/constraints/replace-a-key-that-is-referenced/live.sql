CREATE TABLE a (id int, code int, CONSTRAINT a_key UNIQUE (code));
CREATE TABLE b (code int CONSTRAINT b_code REFERENCES a (code));
