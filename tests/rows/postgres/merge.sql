--- live
CREATE TABLE stock (sku text PRIMARY KEY, n int NOT NULL);
CREATE TABLE coming (sku text, n int);
INSERT INTO stock VALUES ('a', 1), ('b', 2), ('c', 3);
INSERT INTO coming VALUES ('a', 10), ('b', 0), ('d', 4);
--- step
MERGE INTO stock AS s USING coming AS c ON s.sku = c.sku WHEN MATCHED AND c.n = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET n = s.n + c.n WHEN NOT MATCHED THEN INSERT VALUES (c.sku, c.n);
--- since
INSERT INTO stock VALUES ('b', 77);
--- conflicts
stock (sku = b) its key was taken since

--- from version
15
