CREATE TABLE orders (
  id int NOT NULL PRIMARY KEY,
  total int,
  seen timestamp NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
  token char(36) NOT NULL DEFAULT (uuid()),
  note varchar(40) DEFAULT (concat('n', uuid())),
  UNIQUE KEY orders_token (token)
);
CREATE TABLE noted (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, what varchar(20));
CREATE TRIGGER orders_noted AFTER UPDATE ON orders FOR EACH ROW INSERT INTO noted (what) VALUES ('changed');
