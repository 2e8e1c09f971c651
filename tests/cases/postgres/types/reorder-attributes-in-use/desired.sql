CREATE TYPE size AS (height int, width int);
CREATE TABLE box (id int PRIMARY KEY, s size);
