CREATE TABLE stays (room int NOT NULL, b int, s date NOT NULL, e date NOT NULL, PERIOD FOR p (s, e), PRIMARY KEY (room, p WITHOUT OVERLAPS));
