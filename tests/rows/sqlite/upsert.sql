--- live
CREATE TABLE stock (sku TEXT PRIMARY KEY, n INTEGER NOT NULL, seen TEXT);
INSERT INTO stock VALUES ('a', 1, NULL), ('b', 2, 'x'), ('c', 3, 'y');
--- step
INSERT INTO stock VALUES ('a', 10, 'n'), ('d', 4, 'n'), ('b', 5, 'n') ON CONFLICT (sku) DO UPDATE SET n = stock.n + excluded.n, seen = excluded.seen WHERE stock.sku <> 'b';
INSERT INTO stock VALUES ('c', 9, 'z') ON CONFLICT DO NOTHING;
INSERT OR IGNORE INTO stock VALUES ('c', 9, 'z'), ('e', 1, NULL);
--- since
DELETE FROM stock WHERE sku = 'd';
--- conflicts
stock (rowid = 4) changed or deleted since
