--- live
CREATE TABLE t (id INT PRIMARY KEY, v INT);
INSERT INTO t VALUES (1, 5), (2, 6);
CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW SET NEW.v = NEW.v + 1;
--- step
UPDATE t SET v = 0;
--- not undone
triggers change the rows on their way back
