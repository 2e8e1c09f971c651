CREATE COLLATION x (provider = icu, locale = 'de');
