CREATE TABLE account (id int NOT NULL, tenant int NOT NULL DEFAULT 1 CONSTRAINT account_key PRIMARY KEY);
