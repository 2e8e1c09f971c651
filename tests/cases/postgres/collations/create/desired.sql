CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
COMMENT ON COLLATION german IS 'as in phone books';
CREATE TABLE t (a text COLLATE german);
