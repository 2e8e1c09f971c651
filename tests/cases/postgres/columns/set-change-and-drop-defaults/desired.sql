CREATE TABLE item (id int PRIMARY KEY, a int DEFAULT 5, b int DEFAULT 2, c text);
