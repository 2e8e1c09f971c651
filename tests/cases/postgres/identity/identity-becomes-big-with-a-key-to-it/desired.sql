CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, c text);
CREATE TABLE child (item bigint REFERENCES item (id));
