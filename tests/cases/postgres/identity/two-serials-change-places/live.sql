CREATE TABLE item (id serial PRIMARY KEY, n serial);
