CREATE TABLE item (id int PRIMARY KEY, token uuid NOT NULL DEFAULT gen_random_uuid());
