CREATE TABLE wide (
  id bigint unsigned zerofill NOT NULL AUTO_INCREMENT, a int DEFAULT 5 COMMENT 'it''s \\ x',
  b varchar(20) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'a''b', c enum('x','y,)z','q''') NOT NULL DEFAULT 'x',
  d decimal(10,2) GENERATED ALWAYS AS (a*2) STORED, e int AS (a+1) VIRTUAL INVISIBLE,
  f timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6), g json, i bit(3) DEFAULT b'101',
  j int CHECK (j > 0), k point NOT NULL SRID 4326, l binary(16) DEFAULT (uuid_to_bin(uuid())), m int INVISIBLE, n boolean DEFAULT true,
  o varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, `we``ird` int, q set('a','b'), r timestamp NULL, s vector(3),
  t datetime DEFAULT '1000-01-01', u varchar(5) DEFAULT '', v double DEFAULT -1.5, w year, x varchar(9) DEFAULT (concat('a','b')),
  y blob DEFAULT ('z'), z int DEFAULT NULL, aa varbinary(3), ab char(3) NOT NULL, ac time(3), ad float unsigned, ae mediumtext,
  af datetime DEFAULT current_timestamp ON UPDATE current_timestamp, ag int DEFAULT (1 + 2), ah varchar(3) COMMENT 'ON UPDATE, CHECK (',
  ai json DEFAULT (json_object('a', 1)), aj int COLUMN_FORMAT FIXED, al int AS (json_extract(g, '$.a')),
  PRIMARY KEY (id), UNIQUE KEY u1 (b(3), a DESC) COMMENT 'hey', KEY k1 (a) INVISIBLE, FULLTEXT KEY ft (b), SPATIAL KEY sp (k),
  KEY h (v) USING BTREE, KEY low ((lower(`u`)), n), KEY tags ((cast(g->'$.tags' as unsigned array))), FULLTEXT KEY ng (ae) WITH PARSER ngram,
  CONSTRAINT chk CHECK (a < 10 and b <> 'it''s'), CONSTRAINT idle CHECK (z > 1) NOT ENFORCED
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC STATS_PERSISTENT=1 COMMENT='tab''le' AUTO_INCREMENT=77;
ALTER TABLE wide ALTER j DROP DEFAULT;
CREATE TABLE child (id int PRIMARY KEY, pid bigint unsigned zerofill,
  CONSTRAINT fk FOREIGN KEY (pid) REFERENCES wide(id) ON DELETE SET NULL ON UPDATE CASCADE) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
CREATE TABLE self (id int PRIMARY KEY, up int, KEY by_up (up), CONSTRAINT self_up FOREIGN KEY (up) REFERENCES self (id));
CREATE TABLE squeezed (id int PRIMARY KEY) COMPRESSION='zlib';
CREATE TABLE sampled (id int PRIMARY KEY, d int) STATS_SAMPLE_PAGES=30 STATS_AUTO_RECALC=0;
CREATE TABLE ranged (a int, b date) PARTITION BY RANGE (a) SUBPARTITION BY HASH (to_days(b)) SUBPARTITIONS 2
  (PARTITION p0 VALUES LESS THAN (10) COMMENT='c', PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE hashed (a int) PARTITION BY HASH(a) PARTITIONS 4;
CREATE TABLE keyed (a int, b int) PARTITION BY LINEAR KEY ALGORITHM=2 (a,b) PARTITIONS 3;
CREATE TABLE listed (a int, b int) PARTITION BY LIST COLUMNS (a,b) (PARTITION p0 VALUES IN ((1,2),(3,4)));
CREATE TABLE old (a int, b text) ENGINE=MyISAM MAX_ROWS=100 CHECKSUM=1 DELAY_KEY_WRITE=1 PACK_KEYS=1 DEFAULT CHARSET=latin1;
CREATE FUNCTION f1(a INT) RETURNS varchar(10) DETERMINISTIC COMMENT 'fc' RETURN concat(a,'x');
CREATE PROCEDURE pr1(IN a INT, OUT b INT) SQL SECURITY INVOKER SET b = a;
CREATE VIEW joined AS SELECT child.id, wide.b, f1(child.id) AS z FROM child JOIN wide ON wide.id = child.pid WHERE wide.b LIKE 'a%';
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW few AS SELECT id FROM child WHERE id > 1 WITH LOCAL CHECK OPTION;
CREATE VIEW listed_rows AS SELECT t.n FROM wide, JSON_TABLE(wide.g, '$[*]' COLUMNS (n int PATH '$')) t, LATERAL (SELECT wide.a + 1 AS l) x;
CREATE TRIGGER t1 BEFORE INSERT ON child FOR EACH ROW SET NEW.pid = NULL;
CREATE TRIGGER t2 BEFORE INSERT ON child FOR EACH ROW SET NEW.pid = 1;
CREATE TRIGGER t3 AFTER DELETE ON child FOR EACH ROW BEGIN
  IF OLD.id = 1 THEN SET @x = 1; END IF; -- a comment; with a semicolon
END;
CREATE EVENT e1 ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE COMMENT 'ec' DO DELETE FROM child;
CREATE EVENT e2 ON SCHEDULE EVERY 1 HOUR DO DELETE FROM child;
CREATE EVENT e3 ON SCHEDULE EVERY 1 HOUR DISABLE DO DELETE FROM child;
