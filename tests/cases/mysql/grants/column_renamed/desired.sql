CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int,
-- groundline: renamed-from=note
remark text);
GRANT SELECT (remark), INSERT ON orders TO case_app;
