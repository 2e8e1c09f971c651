CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'ok', ms mood[]);
CREATE INDEX t_m ON t (m);
