CREATE TABLE customer (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL
);
COMMENT ON COLUMN customer.id IS 'the number on the card';
CREATE TABLE invoice (
    id serial PRIMARY KEY,
    customer integer NOT NULL REFERENCES customer (id),
    cents integer NOT NULL DEFAULT 0 CHECK (cents >= 0),
    UNIQUE (customer, cents, id)
);
CREATE INDEX invoice_of ON invoice (customer) INCLUDE (cents) WHERE cents > 0;
CREATE VIEW open_invoice AS SELECT i.id, c.name, i.cents FROM invoice i JOIN customer c ON c.id = i.customer;
