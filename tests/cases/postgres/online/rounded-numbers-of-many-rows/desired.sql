CREATE TABLE price (id integer PRIMARY KEY, value numeric(12,2) NOT NULL);
