CREATE TABLE item (id bigserial PRIMARY KEY, c text);
