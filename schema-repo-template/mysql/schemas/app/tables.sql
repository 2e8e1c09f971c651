-- The desired tables: replace these samples, or write your own with `groundline import --url env:APP_DEV_URL --out schemas/app`.
-- Reference: groundline explain targets
CREATE TABLE customers (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email varchar(190) NOT NULL UNIQUE,
    name varchar(190) NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE orders (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    customer_id bigint unsigned NOT NULL,
    state varchar(20) NOT NULL DEFAULT 'open',
    total_cents bigint NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    KEY orders_customer_id (customer_id),
    CONSTRAINT orders_state CHECK (state IN ('open', 'paid', 'closed')),
    CONSTRAINT orders_total CHECK (total_cents >= 0),
    CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id)
);
