--- live
CREATE TABLE t (k text PRIMARY KEY, id int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE uses (k text REFERENCES t);
INSERT INTO t (k) VALUES ('a'), ('b');
INSERT INTO uses VALUES ('a');
--- step
UPDATE t SET k = 'c' WHERE k = 'b';
DELETE FROM uses;
DELETE FROM t WHERE k = 'a';
--- since
INSERT INTO t (k) VALUES ('new');
