CREATE TABLE item (id int NOT NULL, n int, c text, PRIMARY KEY (id));
