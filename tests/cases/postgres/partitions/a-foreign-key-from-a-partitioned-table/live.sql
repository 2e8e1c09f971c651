CREATE TABLE artist (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE log (id int NOT NULL, at date NOT NULL, msg text, a bigint) PARTITION BY RANGE (at);
CREATE TABLE log_2025 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
