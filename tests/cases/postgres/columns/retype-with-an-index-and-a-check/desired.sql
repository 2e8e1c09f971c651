CREATE TABLE item (id int PRIMARY KEY, c bigint CHECK (c > 0));
CREATE INDEX item_c ON item (c);
