CREATE TABLE account (id int NOT NULL, tenant int NOT NULL DEFAULT 1, name text, PRIMARY KEY (tenant, id));
CREATE TABLE entry (
    id int PRIMARY KEY,
    account_id int,
    tenant int DEFAULT 1,
    CONSTRAINT entry_account FOREIGN KEY (tenant, account_id) REFERENCES account (tenant, id) ON DELETE CASCADE
);
