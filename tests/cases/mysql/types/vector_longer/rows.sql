INSERT INTO t (id, a, v) VALUES (1, 1, STRING_TO_VECTOR('[1, 2]'));
