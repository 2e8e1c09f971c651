INSERT INTO t (id, a) VALUES (1, '6ccd780c-baba-1026-9564-5b8c656024db');
