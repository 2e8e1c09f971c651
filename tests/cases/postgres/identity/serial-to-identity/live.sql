CREATE TABLE item (id serial PRIMARY KEY, c text);
