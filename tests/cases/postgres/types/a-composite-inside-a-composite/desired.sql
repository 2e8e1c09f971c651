CREATE TYPE point2 AS (x bigint, y bigint);
CREATE TYPE stroke AS (a point2, b point2);
CREATE TABLE drawing (id int PRIMARY KEY, l stroke NOT NULL);
CREATE TABLE other (id int PRIMARY KEY);
