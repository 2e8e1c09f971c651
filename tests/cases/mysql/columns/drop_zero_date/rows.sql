SET SESSION sql_mode = ''; INSERT INTO t (id, a, b) VALUES (1, 1, '0000-00-00 00:00:00'), (2, 2, '2020-02-02 02:02:02');
