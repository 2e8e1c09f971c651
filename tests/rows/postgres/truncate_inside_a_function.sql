--- live
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t VALUES (1), (2);
--- step
DO $$ BEGIN TRUNCATE t; END $$;
--- refused
emptied or altered it
