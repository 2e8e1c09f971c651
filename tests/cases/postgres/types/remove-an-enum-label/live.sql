CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE person (name text PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', was mood[]);
