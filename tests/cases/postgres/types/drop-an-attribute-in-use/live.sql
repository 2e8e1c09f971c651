CREATE TYPE size AS (width int, height int);
CREATE TABLE box (id int PRIMARY KEY, s size);
