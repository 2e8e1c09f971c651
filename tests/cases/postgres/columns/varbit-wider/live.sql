CREATE TABLE item (id int PRIMARY KEY, c varbit(8));
