CREATE TABLE item (id int PRIMARY KEY WITH (fillfactor = 50));
