CREATE TABLE events (id int NOT NULL PRIMARY KEY, token char(36) NOT NULL DEFAULT (uuid()));
