INSERT INTO old_stock VALUES (1, 2.5), (2, NULL);
INSERT INTO kept VALUES ('a', x'00ff'), ('ü', NULL);
