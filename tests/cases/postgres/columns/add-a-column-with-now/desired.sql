CREATE TABLE item (id int PRIMARY KEY, made timestamptz NOT NULL DEFAULT now());
