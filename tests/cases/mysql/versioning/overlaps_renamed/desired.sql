CREATE TABLE stays (room int NOT NULL,
-- groundline: renamed-from=b
guests int, s date NOT NULL, e date NOT NULL, PERIOD FOR p (s, e), PRIMARY KEY (room, p WITHOUT OVERLAPS));
