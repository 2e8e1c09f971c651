CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a mood, n int);
CREATE TABLE day (id int PRIMARY KEY, m mood);
CREATE TABLE night (id int PRIMARY KEY, p pair);
