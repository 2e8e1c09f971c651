--- live
CREATE TABLE stock (sku VARCHAR(9) PRIMARY KEY, n INT NOT NULL, code INT UNIQUE);
INSERT INTO stock VALUES ('a', 1, 1), ('b', 2, 2), ('c', 3, NULL);
--- step
INSERT INTO stock VALUES ('a', 10, 9), ('d', 4, 4), ('z', 5, 2) ON DUPLICATE KEY UPDATE n = stock.n + VALUES(n);
INSERT IGNORE INTO stock VALUES ('c', 9, 7), ('e', 1, NULL);
--- since
DELETE FROM stock WHERE sku = 'd';
--- conflicts
stock (sku = d) changed or deleted since
