--- live
CREATE TABLE t (id BINARY(2) PRIMARY KEY, f FLOAT, d DOUBLE, n DECIMAL(40, 20), i BIGINT UNSIGNED, y YEAR, da DATE, ti TIME(6), dt DATETIME(6), ts TIMESTAMP(6) NULL, c CHAR(5), v VARCHAR(9) CHARACTER SET latin1,
  b VARBINARY(9), bl LONGBLOB, e ENUM('a', 'b,c', ''), s SET('x', 'y', 'z'), bi BIT(12), j JSON, g GEOMETRY, bo BOOLEAN, u VARCHAR(20) CHARACTER SET utf16);
INSERT INTO t VALUES (x'0001', 0.1, 0.1, '12345678901234567890.12345678901234567890', 18446744073709551615, 1901, '0000-00-00', '-838:59:59.999999', '9999-12-31 23:59:59.999999', '2024-03-31 02:30:00.123456', 'ab  ', 'é',
  x'00ff5c27', x'', 'b,c', 'x,z', b'101010101010', '{"b": 1,  "a": [1.0]}', ST_GeomFromText('POINT(0.1 -0)', 4326), TRUE, 'ж😀');
INSERT INTO t (id, f, d, v, b, bl, e, s, bi) VALUES (x'0002', 16777217, 5e-324, '', '', REPEAT(x'00ff', 200000), '', '', 0), (x'0003', 0.1000001, -0.0, 'NULL', NULL, NULL, NULL, NULL, NULL);
--- step
UPDATE t SET f = 1, d = 1, n = 1, da = NULL, ti = NULL, ts = NULL, v = 'x', b = NULL, e = 'a', s = NULL, bi = 1, g = NULL, u = NULL, j = NULL WHERE id = x'0001';
DELETE FROM t WHERE id = x'0002';
UPDATE t SET f = f + 0.0000001, v = NULL WHERE id = x'0003';
