CREATE TABLE item (id serial PRIMARY KEY, c text);
CREATE TABLE child (item int REFERENCES item (id));
CREATE VIEW v AS SELECT id FROM item;
