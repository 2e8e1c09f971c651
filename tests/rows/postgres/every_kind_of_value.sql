--- live
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE TABLE t (id uuid PRIMARY KEY, f4 real, f8 float8, n numeric, nn numeric(10, 3), m money, tx text, c char(5), v varchar(9), by bytea, ts timestamp, tz timestamptz,
  d date, ti time, ttz timetz, iv interval, bo boolean, mo mood, pr pair, po positive, j json, jb jsonb, x xml, ia int[], ta text[][], r int4range, mr int8multirange,
  pt point, li line, ls lseg, bx box, pa path, pg polygon, ci circle, ip inet, cd cidr, ma macaddr, bi bit(4), vb varbit, tv tsvector, tq tsquery, ls2 pg_lsn, rc regclass, nm name, o oid);
INSERT INTO t VALUES ('00000000-0000-0000-0000-000000000001', 0.1, 0.1, 12345678901234567890.12345678901234567890, 1.5, '$12.34', E'a\\b\tc\n"''ж😀', 'ab', '', '\x00ff5c', 'infinity', '2024-02-29 12:34:56.789012+05:30',
  '0044-03-15 BC', '24:00:00', '12:00:00+05:30:15', '1 year -2 mons 3 days 04:05:06.7', true, 'ok', ROW(1, 'a,"b'), 5, '{"b": 1,  "a": [1.0, 1.00]}', '{"a": 1.00}', '<a>x</a>', '{{1,NULL},{3,4}}', '{{"a,b","\"q\""},{NULL,"NULL"}}', '[1,5)', '{[1,3),[5,7)}',
  '(0.1,-0)', '{1,2,3}', '[(0,0),(1,1)]', '((0,0),(1,1))', '[(0,0),(1,1)]', '((0,0),(1,1),(2,0))', '<(0,0),1>', '10.0.0.1/8', '10.0.0.0/8', '08:00:2b:01:02:03', '1010', '1', 'a:1 b:2', 'a & b', '16/B374D848', 'pg_class', 'n', 4294967295),
 ('00000000-0000-0000-0000-000000000002', 'NaN', '-Infinity', 'NaN', NULL, NULL, NULL, NULL, NULL, '', '-infinity', '-infinity', 'infinity', NULL, NULL, NULL, NULL, NULL, ROW(NULL, NULL), NULL, 'null', 'null', NULL, '{}', '{}', 'empty', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', '', '', NULL, NULL, NULL, 0),
 ('00000000-0000-0000-0000-000000000003', 1e-45, 5e-324, 1.10, 1.1, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
--- step
UPDATE t SET f4 = 1, f8 = 1, n = 1, tx = 'x', by = NULL, tz = now(), iv = '1 day', pr = NULL, j = NULL, jb = '1', ia = NULL, pt = NULL, rc = NULL WHERE id::text LIKE '%1';
DELETE FROM t WHERE id::text LIKE '%2';
UPDATE t SET n = 1.1 WHERE id::text LIKE '%3';
--- since
UPDATE t SET n = 1.100 WHERE id::text LIKE '%3';
--- conflicts
t (id = 00000000-0000-0000-0000-000000000003) changed or deleted since
