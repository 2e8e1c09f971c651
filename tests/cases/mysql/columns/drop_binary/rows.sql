INSERT INTO t (id, a, b, c) VALUES (1, 1, x'ff00fe', b'1010'), (2, 2, '', b'0');
