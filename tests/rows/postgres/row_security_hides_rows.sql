--- live
CREATE TABLE t (id int PRIMARY KEY, who text);
INSERT INTO t VALUES (1, 'me'), (2, 'other');
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (who = 'me');
--- step
UPDATE t SET id = id + 10;
--- since
UPDATE t SET who = 'x' WHERE id = 11;
--- conflicts
t (id = 11) changed or deleted since
