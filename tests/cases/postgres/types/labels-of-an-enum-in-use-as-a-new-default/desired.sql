CREATE TYPE mood AS ENUM ('ok', 'fine');
CREATE TABLE person (name text PRIMARY KEY, mood mood NOT NULL DEFAULT 'fine', was mood[]);
