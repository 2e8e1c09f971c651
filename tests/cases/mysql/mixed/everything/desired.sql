CREATE TABLE customer (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(80) NOT NULL, email varchar(100), born date, UNIQUE KEY ue (email));
CREATE TABLE item (id int NOT NULL PRIMARY KEY, order_id int NOT NULL, KEY ko (order_id));
CREATE TABLE orders (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, customer_id bigint NOT NULL, total decimal(12,2) NOT NULL, state enum('new','paid') NOT NULL DEFAULT 'new', KEY kc (customer_id), KEY ks (state), CONSTRAINT fc FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE);
ALTER TABLE item ADD CONSTRAINT fo FOREIGN KEY (order_id) REFERENCES orders (id);
CREATE VIEW big AS SELECT id, total, state FROM orders WHERE total > 200;
CREATE VIEW paid AS SELECT id FROM big WHERE state = 'paid';
