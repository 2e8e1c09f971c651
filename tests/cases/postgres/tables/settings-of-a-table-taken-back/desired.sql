CREATE TABLE item (id int PRIMARY KEY, c text) WITH (fillfactor = 80);
