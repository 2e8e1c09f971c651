CREATE TYPE size AS (width int);
CREATE TABLE box (id int PRIMARY KEY, s size);
