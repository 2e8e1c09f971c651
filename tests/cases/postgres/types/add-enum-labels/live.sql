CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE person (name text PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', was mood[]);
