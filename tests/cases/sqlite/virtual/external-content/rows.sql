INSERT INTO post VALUES (1,'a','b'); INSERT INTO f(f) VALUES ('rebuild');
