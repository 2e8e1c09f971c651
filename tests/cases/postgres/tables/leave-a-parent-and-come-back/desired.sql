CREATE TABLE p (id int, n int CHECK (n > 0));
CREATE TABLE q (m int);
CREATE TABLE c (id int, n int, m int, x text, CONSTRAINT p_n_check CHECK (n > 0));
ALTER TABLE c INHERIT q;
CREATE INDEX i ON c (x);
CREATE VIEW v AS SELECT * FROM p;
