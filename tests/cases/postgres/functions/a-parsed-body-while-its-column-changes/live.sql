CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT sum(n) FROM item; END;
