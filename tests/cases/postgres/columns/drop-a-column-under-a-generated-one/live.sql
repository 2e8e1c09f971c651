CREATE TABLE item (id int PRIMARY KEY, a int, b int, d int GENERATED ALWAYS AS (a + 1) STORED);
