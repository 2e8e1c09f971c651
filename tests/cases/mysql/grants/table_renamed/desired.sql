-- groundline: renamed-from=orders
CREATE TABLE sales (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT SELECT, UPDATE (note) ON sales TO case_app WITH GRANT OPTION;
