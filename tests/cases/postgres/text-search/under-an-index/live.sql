CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, stopwords = 'english');
CREATE TEXT SEARCH CONFIGURATION mine (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION mine ADD MAPPING FOR word, asciiword WITH plain, simple;
CREATE TABLE t (a text);
CREATE INDEX i ON t USING gin (to_tsvector('mine', a));
