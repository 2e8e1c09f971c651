CREATE TABLE item (n int CONSTRAINT k CHECK (n > 0));
COMMENT ON CONSTRAINT k ON item IS 'positive';
