CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE day (id int PRIMARY KEY, m mood);
