CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total bigint, note text, more int);
