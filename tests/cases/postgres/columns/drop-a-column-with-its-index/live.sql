CREATE TABLE item (id int PRIMARY KEY, c text);
CREATE INDEX item_c ON item (c);
