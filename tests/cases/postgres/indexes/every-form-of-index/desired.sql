CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE INDEX a ON item (n) WHERE n > 0;
CREATE INDEX b ON item (lower(c), n DESC NULLS LAST);
CREATE INDEX d ON item (c text_pattern_ops);
CREATE INDEX e ON item USING hash (n);
CREATE INDEX f ON item USING brin (n) WITH (pages_per_range = 16);
CREATE UNIQUE INDEX g ON item (n) INCLUDE (c);
CREATE INDEX h ON item USING gin (to_tsvector('english', c));
CREATE INDEX k ON item (c COLLATE "C") WITH (fillfactor = 60);
