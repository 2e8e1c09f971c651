CREATE TABLE p (id int, n int CONSTRAINT k CHECK (n > 0));
CREATE TABLE c (id int, n int CONSTRAINT k CHECK (n > 0), x text);
