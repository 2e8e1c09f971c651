INSERT INTO s.p (at) VALUES (now());
INSERT INTO s.c (p) VALUES (7);
