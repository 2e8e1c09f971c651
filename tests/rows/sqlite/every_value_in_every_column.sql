--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, n NUMERIC, x TEXT, b BLOB, y);
INSERT INTO t VALUES (1, 9223372036854775807, 0.1, 1e400, 'a' || char(0) || 'b', x'', 'text'),
 (2, -9223372036854775808, -0.0, '1.0', '', zeroblob(3), x'74657874'), (3, 'word', 5, 'word', 7, 8, 9.0), (4, NULL, 1e-320, 12345678901234567890, 'ж😀', 'text', NULL),
 (5, 1.5, 'r', x'31', x'32', 1, 1), (6, 1, 9007199254740993, 0.30000000000000004, 'NULL', x'de', '1');
--- step
UPDATE t SET i = NULL, r = NULL, n = NULL, x = NULL, b = NULL, y = NULL WHERE id < 4;
DELETE FROM t WHERE id >= 4;
--- since
UPDATE t SET y = 1.0 WHERE id = 1;
--- conflicts
t (id = 1) changed or deleted since
