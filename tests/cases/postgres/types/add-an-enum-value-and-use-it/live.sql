CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE person (name text PRIMARY KEY, mood mood NOT NULL DEFAULT 'sad');
