CREATE FOREIGN DATA WRAPPER w OPTIONS (debug 'false', other 'a b');
