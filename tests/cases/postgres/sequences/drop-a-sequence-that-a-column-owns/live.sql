CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE SEQUENCE t_numbers OWNED BY t.n;
ALTER TABLE t ALTER n SET DEFAULT nextval('t_numbers') * 10;
