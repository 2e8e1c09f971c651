CREATE TABLE stays (room int NOT NULL, b int, s date NOT NULL, e date NOT NULL, PERIOD FOR p (s, e), KEY k (room));
