CREATE TABLE item (id int PRIMARY KEY, a int, b int DEFAULT 1, c text DEFAULT 'x');
