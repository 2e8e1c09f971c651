CREATE TYPE mood AS ENUM ('sad', 'ok', 'gone');
CREATE TYPE day AS (id int, m mood);
CREATE TABLE t OF day (id WITH OPTIONS PRIMARY KEY, m WITH OPTIONS DEFAULT 'ok');
