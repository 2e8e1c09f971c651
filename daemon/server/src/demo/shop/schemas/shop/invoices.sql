-- What was sold to whom.
CREATE TABLE invoices (
    invoice_id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
    issued_on TEXT NOT NULL
);

CREATE TABLE invoice_lines (
    invoice_id INTEGER NOT NULL REFERENCES invoices (invoice_id) ON DELETE CASCADE,
    track_id INTEGER NOT NULL REFERENCES tracks (track_id),
    price_cents INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, track_id)
) WITHOUT ROWID;

CREATE VIEW sales_by_customer AS
SELECT c.customer_id, c.name, count(*) AS tracks, sum(l.price_cents) AS cents
FROM customers AS c
JOIN invoices AS i ON i.customer_id = c.customer_id
JOIN invoice_lines AS l ON l.invoice_id = i.invoice_id
GROUP BY c.customer_id, c.name;
