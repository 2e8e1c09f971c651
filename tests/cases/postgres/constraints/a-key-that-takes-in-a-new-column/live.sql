CREATE TABLE account (id int PRIMARY KEY, name text);
CREATE TABLE entry (
    id int PRIMARY KEY,
    account_id int,
    CONSTRAINT entry_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
