CREATE TYPE mood AS ENUM ('sad', 'it''s ok', '🎵');
CREATE DOMAIN positive AS int DEFAULT 1 NOT NULL CONSTRAINT is_positive CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, b text COLLATE "C");
CREATE TYPE span AS RANGE (subtype = float8);
COMMENT ON TYPE mood IS 'm';
COMMENT ON DOMAIN positive IS 'p';
COMMENT ON TYPE pair IS 'p';
COMMENT ON COLUMN pair.a IS 'first';
CREATE TABLE t (m mood, p positive, q pair, s span);
