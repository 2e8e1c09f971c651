CREATE TABLE account (id int CONSTRAINT account_key PRIMARY KEY);
