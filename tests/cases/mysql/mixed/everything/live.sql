CREATE TABLE customer (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL, email varchar(100), KEY kn (name));
CREATE TABLE orders (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, customer_id int NOT NULL, total decimal(8,2) NOT NULL, note text, KEY kc (customer_id), CONSTRAINT fc FOREIGN KEY (customer_id) REFERENCES customer (id));
CREATE VIEW big AS SELECT id, total FROM orders WHERE total > 100;
CREATE TRIGGER tr BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = 'x';
