CREATE TABLE price (id integer PRIMARY KEY, value numeric(12,4) NOT NULL);
