CREATE TABLE item (id int PRIMARY KEY, a bigint, b bigint);
