CREATE TABLE person (name text PRIMARY KEY, mood text NOT NULL DEFAULT 'ok');
