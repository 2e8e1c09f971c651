CREATE TABLE item (id int PRIMARY KEY, c text);
COMMENT ON COLUMN item.c IS 'it''s a \ comment';
