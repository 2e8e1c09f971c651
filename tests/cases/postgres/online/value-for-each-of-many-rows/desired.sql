CREATE TABLE item (id integer PRIMARY KEY, token uuid NOT NULL DEFAULT gen_random_uuid(), number bigserial);
COMMENT ON COLUMN item.token IS 'one for each';
