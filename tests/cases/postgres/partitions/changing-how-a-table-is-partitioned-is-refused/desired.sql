CREATE TABLE k (a int, b int) PARTITION BY LIST (b);
