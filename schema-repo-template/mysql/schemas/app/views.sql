-- The desired views. Files and folders are read as one, in any order: cut them as you like.
-- Reference: groundline explain targets
CREATE VIEW open_orders AS
SELECT o.id, c.email, o.total_cents, o.created_at
FROM orders AS o
JOIN customers AS c ON c.id = o.customer_id
WHERE o.state = 'open';
