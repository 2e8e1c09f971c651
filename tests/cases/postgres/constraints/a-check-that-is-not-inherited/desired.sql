CREATE TABLE item (id int NOT NULL, n int, c text, CONSTRAINT k CHECK (n > 0) NO INHERIT);
