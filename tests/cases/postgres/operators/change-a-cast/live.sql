CREATE TYPE pair AS (a int, b int);
CREATE CAST (text AS pair) WITH INOUT AS IMPLICIT;
