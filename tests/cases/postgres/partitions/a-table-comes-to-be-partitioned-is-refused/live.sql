CREATE TABLE k (id bigint, at date NOT NULL, d int GENERATED ALWAYS AS (1) STORED);
