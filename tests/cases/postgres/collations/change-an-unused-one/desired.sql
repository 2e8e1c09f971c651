CREATE COLLATION x (provider = icu, locale = 'fr');
