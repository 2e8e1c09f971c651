INSERT INTO person VALUES (1, 'ok', '(2025-01-02,ok)');
