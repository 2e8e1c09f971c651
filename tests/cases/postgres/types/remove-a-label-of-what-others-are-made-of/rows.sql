INSERT INTO person VALUES (1, 'sad', 'ok', '(2025-01-02,happy)', ARRAY['("(2025-01-02,sad)","{ok,happy}")']::day[]), (2, 'ok', 'happy', NULL, NULL);
INSERT INTO plain VALUES (1);
