CREATE TABLE tree (id bigint PRIMARY KEY, up bigint REFERENCES tree (id) ON DELETE CASCADE);
