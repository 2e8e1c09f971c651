CREATE TABLE stays (room int NOT NULL, b int, c int DEFAULT 5, s date NOT NULL, e date NOT NULL, PERIOD FOR p (s, e), PRIMARY KEY (room, p WITHOUT OVERLAPS));
