CREATE TABLE item (id int PRIMARY KEY, c bigint, d bigint GENERATED ALWAYS AS (c * 2) STORED);
