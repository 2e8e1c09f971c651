--- live
CREATE TABLE p (id INT, v VARCHAR(9), PRIMARY KEY (id)) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN MAXVALUE);
INSERT INTO p VALUES (1, 'a'), (2, 'b'), (20, 'c');
--- step
UPDATE p SET id = id + 10 WHERE id = 1;
DELETE FROM p WHERE id = 20;
INSERT INTO p VALUES (4, 'n');
--- since
UPDATE p SET v = 'q' WHERE id = 4;
--- conflicts
p (id = 4) changed or deleted since
